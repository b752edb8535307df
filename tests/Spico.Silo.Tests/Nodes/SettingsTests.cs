using Spico.Testing;

namespace Spico.Silo.Tests.Nodes;

/// <summary>A wrong setting stops the start, and says which, what it is and what it may be.</summary>
public sealed class SettingsTests
{
    /// <summary>What is looked at before anything is composed.</summary>
    [Fact]
    public async Task What_is_wrong_with_the_process_is_told_at_once() => await AreToldAsync(
        ("Spico:Accounts:PasswordIterations", "1", "is 1: it must be from 1000 to 100000000."),
        ("Spico:Silo:MessageBytesMax", "1", "is 1: it must be from 2097152 to 268435456."),
        ("Spico:Doors:Http:Port", "70000", "is 70000: it must be from 0 to 65535."),
        ("Spico:StopTimeout", "00:00:00", "is 00:00:00: it must be from"));

    /// <summary>What each part looks at itself.</summary>
    [Fact]
    public async Task What_is_wrong_with_its_parts_is_told_at_once() => await AreToldAsync(
        ("Spico:Limits:OutboxBytesMax", "0", "is 0: it must be from 65536 to 1073741824."),
        ("Spico:Limits:HeartbeatInterval", "-00:00:30", "is -00:00:30: it must be from 00:00:01 to 01:00:00."),
        ("Spico:Limits:FailedSignInsPerMinute", "0", "is 0: it must be from 1 to 1000000."),
        ("Spico:Limits:CommandBurst", "0", "is 0"),
        ("Spico:Limits:SessionsMax", "0", "is 0"),
        ("Spico:Gateway:SweepInterval", "00:00:00", "is 00:00:00: it must be from 00:00:00.01"),
        ("Spico:Gateway:RetryDelay", "00:00:07", ""),
        ("Spico:Protocol:ControlBurst", "-1", "is -1: it must be from 1 to 1000000."),
        ("Spico:Grpc:CallDeadline", "2.00:00:00", "is 2.00:00:00: it must be from"),
        ("Spico:TextLine:LineBytesMax", "1", "is 1: it must be from 64 to 65536."),
        ("Spico:Identity:ClockSkew", "01:00:00", "is 01:00:00: it must be from 00:00:00 to 00:10:00."),
        ("Spico:Presence:PeopleShownMax", "0", "is 0: it must be from 1 to 1000."),
        ("Spico:Presence:SilenceMax", "00:00:01", ""),
        ("Spico:Streams:InFlightMax", "0", "is 0: it must be from 1 to 100000."),
        ("Spico:Support:RequestsPerDay", "101", "is 101: it must be from 1 to 100."));

    [Theory]
    [InlineData("Spico:Limits:Profile", "fast", ": empty or 'load'.")]
    [InlineData("Spico:Limits:FrameBytesMax", "many", "many")]
    [InlineData("Spico:Silo:WaitingCallsMax", "many", "many")]
    public async Task One_alone_stops_the_start(string key, string value, string expected) =>
        await AreToldAsync((key, value, expected));

    private static async Task AreToldAsync(params (string Key, string Value, string Expected)[] wrong)
    {
        string output = await SpicoNode.RefusesToStartAsync(new SpicoNodeOptions
        {
            Settings = wrong.ToDictionary(setting => setting.Key, setting => setting.Value),
        });

        string[] told = [.. output.Split('\n').Where(line => line.Contains("  - ", StringComparison.Ordinal))];
        Assert.Equal(wrong.Length, told.Length);
        Assert.All(wrong, setting => Assert.Contains(
            setting.Expected,
            Assert.Single(told, line => line.Contains($"{setting.Key} ", StringComparison.Ordinal)
                || line.Contains($"{setting.Key}:", StringComparison.Ordinal)
                || line.Contains($"'{setting.Key}'", StringComparison.Ordinal))));
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }
}
