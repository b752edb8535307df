using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Spico.Gateway.Protocols.Grpc;
using Spico.Gateway.Protocols.Spico;
using Spico.Gateway.Sessions;
using Spico.Protocol.V1;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Gateway.Tests.Protocols;

/// <summary>The numbers of SPEC.md against those in force.</summary>
public sealed partial class SpecificationTests
{
    private static readonly string Text = File.ReadAllText(Repository.Path("Spico.Protocol", "SPEC.md"));

    [Fact]
    public void Every_limit_of_a_session_is_the_default_of_its_setting()
    {
        MatchCollection rows = Limit().Matches(Text);
        Assert.Equal(15, rows.Count);
        Assert.All(rows, row =>
        {
            string setting = row.Groups["setting"].Value;
            int written = int.Parse(
                row.Groups["default"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
            Assert.Equal(typeof(SessionOptions).GetProperty(setting)!.GetValue(new SessionOptions()), written);
        });
    }

    [Fact]
    public void Every_error_has_the_gRPC_status_of_its_row()
    {
        EnumDescriptor codes = ErrorReflection.Descriptor.FindTypeByName<EnumDescriptor>(nameof(ErrorCode));
        MatchCollection rows = Status().Matches(Text);
        Assert.Equal(codes.Values.Count - 1, rows.Count);
        Assert.All(rows, row =>
        {
            var code = (ErrorCode)int.Parse(row.Groups["number"].Value, CultureInfo.InvariantCulture);
            string status = row.Groups["status"].Value.Replace("_", "", StringComparison.Ordinal);
            Assert.Equal(Enum.Parse<StatusCode>(status, ignoreCase: true), GrpcStatuses.StatusOf(code));
        });
    }

    [Fact]
    public void Every_end_of_a_session_has_the_gRPC_status_that_is_written()
    {
        string[] sentences = [.. Text.Split("**The end of a session**")[1].Split("- A request is")[0].Split("`")];
        var written = new Dictionary<CloseCode, string>();
        for (int i = 1; i + 1 < sentences.Length; i += 2)
        {
            foreach (Match code in Code().Matches(sentences[i + 1]))
            {
                written[(CloseCode)int.Parse(code.Value, CultureInfo.InvariantCulture)] = sentences[i];
            }
        }

        Assert.All(Enum.GetValues<CloseCode>().Where(code => code != CloseCode.Unspecified), code =>
            Assert.Equal(
                GrpcStatuses.StatusOf(code),
                Enum.Parse<StatusCode>(written[code].Replace("_", "", StringComparison.Ordinal), ignoreCase: true)));
    }

    [Fact]
    public void The_numbers_of_the_gRPC_section_are_those_in_force()
    {
        var options = new GrpcDoorOptions();
        Assert.Equal(TimeSpan.FromSeconds(60), options.SessionIdle);
        Assert.Contains("ends after 60 seconds without a call", Text);
        Assert.Equal((64 * 1024, 4 * 1024 * 1024), (options.ReceiveBytesMax, options.SendBytesMax));
        Assert.Contains("A request is at most 64 KiB (`RESOURCE_EXHAUSTED` beyond), a response 4 MiB", Text);
        Assert.Equal(TimeSpan.FromSeconds(10), options.CallDeadline);
        Assert.Contains("is given up after 10 seconds", Text);
    }

    [Fact]
    public void The_times_of_a_connection_are_those_in_force()
    {
        var options = new SessionOptions();
        Assert.Equal(TimeSpan.FromSeconds(10), options.SignInTimeout);
        Assert.Equal((TimeSpan.FromSeconds(30), 2), (options.HeartbeatInterval, options.HeartbeatMissesMax));
        Assert.Contains("pings after 30 and 60 silent seconds and ends the session after 90", Text);
        Assert.Equal(TimeSpan.FromSeconds(10), options.CommandDeadline);
        Assert.Equal(TimeSpan.FromSeconds(10), options.InboundAheadMax);
        Assert.Contains("10 seconds ahead of the rate is closed", Text);
        Assert.Equal(20, new SpicoProtocolOptions().UnsupportedCommandsMax);
        Assert.Contains("at the 21st the connection ends (4504", Text);
    }

    [GeneratedRegex(@"^\| [^|]+ \| `(?<setting>\w+)` \| (?<default>[\d,]+) \| [^|]+ \|\r?$", RegexOptions.Multiline)]
    private static partial Regex Limit();

    [GeneratedRegex(@"^\| (?<number>\d+) \| `\w+` \| [^|]+ \| `(?<status>\w+)` \|\r?$", RegexOptions.Multiline)]
    private static partial Regex Status();

    [GeneratedRegex(@"\b4\d{3}\b")]
    private static partial Regex Code();
}
