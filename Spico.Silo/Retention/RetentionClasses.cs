using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Retention;

/// <summary>Which streams are kept alike, and by which grains. Of other kinds nothing is erased.</summary>
internal static class RetentionClasses
{
    private static readonly (StreamKind Kind, RetentionClass Retention, string GrainType)[] All =
    [
        (StreamKind.Conversation, RetentionClass.Messages, "conversation"),
        (StreamKind.Dossier, RetentionClass.Dossiers, "dossier"),
        (StreamKind.Agenda, RetentionClass.Agendas, "agenda"),
        (StreamKind.PrivateMemos, RetentionClass.Memos, "private-memos"),
        (StreamKind.Support, RetentionClass.Support, "support"),
    ];

    /// <summary>Whether streams of that kind are erased.</summary>
    public static bool IsErasable(StreamId stream) => GrainTypeOf(stream) is not null;

    /// <summary>
    /// Whether whoever has lost one by a purge begins it anew: it has no other id than theirs. By an order it is gone
    /// for good.
    /// </summary>
    public static bool BeginsAnew(StreamId stream) => stream.Kind is StreamKind.Agenda or StreamKind.Support;

    /// <summary>The grain of a stream that is erased. Several types are, hence by its type.</summary>
    /// <exception cref="ArgumentException">Streams of that kind are not erased.</exception>
    public static IErasable GrainOf(IGrainFactory grains, StreamId stream) => GrainTypeOf(stream) is { } type
        ? grains.GetGrain<IErasable>(GrainId.Create(type, StreamKey.Of(stream)))
        : throw new ArgumentException("Streams of that kind are not erased.", nameof(stream));

    /// <summary>The grain of a stream that forgets dossiers. Several types are, hence by its type.</summary>
    /// <exception cref="ArgumentException">Streams of that kind tell of no dossier.</exception>
    public static IForgetsDossiers ForgetterOf(IGrainFactory grains, StreamId stream) =>
        stream.Kind is StreamKind.Agenda or StreamKind.PrivateMemos
            ? grains.GetGrain<IForgetsDossiers>(GrainId.Create(GrainTypeOf(stream)!, StreamKey.Of(stream)))
            : throw new ArgumentException("Streams of that kind tell of no dossier.", nameof(stream));

    /// <summary>The kind of stream by which those of a class are found; null for none.</summary>
    public static StreamKind? KindOf(RetentionClass retention) =>
        retention == RetentionClass.Traces ? StreamKind.Dossier
        : Array.Find(All, one => one.Retention == retention) is { Kind: not StreamKind.None } found ? found.Kind : null;

    /// <summary>How long streams of a class are kept after something last happened in them.</summary>
    public static TimeSpan KeptFor(RetentionOptions options, RetentionClass retention) => retention switch
    {
        RetentionClass.Messages => options.Messages,
        RetentionClass.Dossiers => options.Dossiers,
        RetentionClass.Agendas => options.Agendas,
        RetentionClass.Support => options.Support,
        RetentionClass.Traces => options.Traces,
        _ => options.Memos,
    };

    private static string? GrainTypeOf(StreamId stream) => Array.Find(All, one => one.Kind == stream.Kind).GrainType;
}
