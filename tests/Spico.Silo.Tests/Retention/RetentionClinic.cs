using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Retention;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Files;

namespace Spico.Silo.Tests.Retention;

/// <summary>A silo that sweeps what is left over at once, and who orders what is to be forgotten.</summary>
public sealed class RetentionClinic : FileCluster
{
    private static readonly RowSql Age = new("UPDATE stream SET active_at = $1 WHERE id = $2");

    internal ILogStore Log => Silos[0].GetRequiredService<ILogStore>();

    internal static Caller Administrator { get; } = As(PersonId.New()) with { IsAdministrator = true };

    internal async Task<Reply> OrderAsync(IMessage request, Caller? caller = null)
    {
        var command = new Command();
        Command.Descriptor.Oneofs[0].Fields.Single(field => field.MessageType == request.Descriptor)
            .Accessor.SetValue(command, request);
        return await Grains.GetGrain<IRetentionGrain>(StreamKey.Of(StreamId.Register))
            .CarryOut(caller ?? Administrator, command);
    }

    internal static EraseStreamRequest Erase(StreamId stream) => new()
    {
        RequestId = RequestId.New().ToByteString(),
        Stream = stream.ToByteString(),
        Reason = "ouvert par erreur",
    };

    internal static SetLegalHoldRequest Hold(StreamId stream, bool held) => new()
    {
        RequestId = RequestId.New().ToByteString(),
        Stream = stream.ToByteString(),
        Held = held,
        Reason = "réquisition",
    };

    /// <summary>Nothing has happened in a stream for so long.</summary>
    internal Task AgeAsync(StreamId stream, TimeSpan age) =>
        ChangeAsync(stream, Age, (TimeProvider.System.GetUtcNow() - age).ToUnixTimeMilliseconds(), stream.Value);

    internal async Task ChangeAsync(StreamId stream, RowSql change, params object?[] values)
    {
        // A key of its own: what is written of the same stream at once would take its place.
        var row = new FollowingRows([new RowChange(change, values)])
        {
            Stream = stream,
            Person = PersonId.New(),
            Version = 1,
        };
        Assert.Equal(AppendOutcome.Durable, await Silos[0].GetRequiredService<ILog>().Keep(row));
    }

    internal async Task<long> CountAsync(string table, StreamId stream, string column = "stream") =>
        (await Log.ReadRowsAsync(
            new RowSql($"SELECT count(*) FROM {table} WHERE {column} = $1"), row => row.Number(0), stream.Value))[0];

    internal Task FactsAreGoneAsync(StreamId stream) => Spico.Testing.Eventually.Becomes(
        "the facts are removed", () => CountAsync("fact", stream), count => count == 0, "no fact");

    /// <summary>The bodies of a stream's facts, as whoever has the master key reads them.</summary>
    internal async Task<List<Fact>> OpenAsync(StreamId stream)
    {
        using StreamCipher cipher = await CipherOf(stream);
        return await Log.ReadFactsAsync(stream, 0, false, 1_000, row => Fact.Parser.ParseFrom(cipher.Open(row)));
    }

    internal async Task<StreamCipher> CipherOf(StreamId stream) => StreamCipher.Unwrap(
        Silos[0].GetRequiredService<MasterKey>(), stream, (await Log.ReadStreamAsync(stream))!.WrappedKey);

    private protected override void Configure(StreamOptions options)
    {
        options.ConsequenceSweepPeriod = TimeSpan.FromMilliseconds(50);
        options.SnapshotFactsWhenIdle = 1;
    }
}
