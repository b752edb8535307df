using Spico.Testing;

namespace Spico.Silo.Tests.Nodes;

/// <summary>A wrong setting stops the start, and says which, what it is and what it may be.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("Spico:Limits:OutboxBytesMax", "0", "is 0: it must be from 65536 to 1073741824.")]
    [InlineData("Spico:Limits:HeartbeatInterval", "-00:00:30", "is -00:00:30: it must be from 00:00:01 to 01:00:00.")]
    [InlineData("Spico:Limits:FailedSignInsPerMinute", "0", "is 0: it must be from 1 to 1000000.")]
    [InlineData("Spico:Limits:Profile", "fast", ": empty or 'load'.")]
    [InlineData("Spico:Gateway:SweepInterval", "00:00:00", "is 00:00:00: it must be from 00:00:00.01")]
    [InlineData("Spico:Protocol:ControlBurst", "-1", "is -1: it must be from 1 to 1000000.")]
    [InlineData("Spico:Grpc:CallDeadline", "2.00:00:00", "is 2.00:00:00: it must be from")]
    [InlineData("Spico:TextLine:LineBytesMax", "1", "is 1: it must be from 64 to 65536.")]
    [InlineData("Spico:Identity:ClockSkew", "01:00:00", "is 01:00:00: it must be from 00:00:00 to 00:10:00.")]
    [InlineData("Spico:Presence:PeopleShownMax", "0", "is 0: it must be from 1 to 1000.")]
    [InlineData("Spico:Streams:InFlightMax", "0", "is 0: it must be from 1 to 100000.")]
    [InlineData("Spico:Accounts:PasswordIterations", "1", "is 1: it must be from 1000 to 100000000.")]
    [InlineData("Spico:Silo:MessageBytesMax", "1", "is 1: it must be from 2097152 to 268435456.")]
    [InlineData("Spico:Doors:Http:Port", "70000", "is 70000: it must be from 0 to 65535.")]
    [InlineData("Spico:Support:RequestsPerDay", "101", "is 101: it must be from 1 to 100.")]
    [InlineData("Spico:StopTimeout", "00:00:00", "is 00:00:00: it must be from")]
    [InlineData("Spico:Limits:FrameBytesMax", "many", "many")]
    [InlineData("Spico:Silo:WaitingCallsMax", "many", "many")]
    public async Task A_wrong_value_stops_the_start(string key, string value, string expected)
    {
        string output = await SpicoNode.RefusesToStartAsync(new SpicoNodeOptions
        {
            Settings = new Dictionary<string, string> { [key] = value },
        });

        string line = Assert.Single(output.Split('\n'), line => line.Contains("  - ", StringComparison.Ordinal));
        Assert.Contains(key, line);
        Assert.Contains(expected, line);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_wrong_is_told_at_once()
    {
        string output = await SpicoNode.RefusesToStartAsync(new SpicoNodeOptions
        {
            Settings = new Dictionary<string, string>
            {
                ["Spico:Limits:CommandBurst"] = "0",
                ["Spico:Limits:SessionsMax"] = "0",
                ["Spico:Gateway:RetryDelay"] = "00:00:07",
                ["Spico:Presence:SilenceMax"] = "00:00:01",
            },
        });

        string[] lines = [.. output.Split('\n').Where(line => line.Contains("  - ", StringComparison.Ordinal))];
        Assert.Equal(4, lines.Length);
    }
}
