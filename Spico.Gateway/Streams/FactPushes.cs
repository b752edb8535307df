using Spico.Gateway.Sessions;
using Spico.Silo.Streams;

namespace Spico.Gateway.Streams;

/// <summary>A fact and the at most two pushes made of it, each when the first subscriber needs it.</summary>
internal struct FactPushes(Envelope fact)
{
    private SharedPush? _full;
    private SharedPush? _elided;

    public Envelope Fact { get; } = fact;

    public SharedPush For(StreamAccess access) => access.CanRead(Fact.DataClass, Fact.About)
        ? _full ??= new SharedPush(Fact.Frame)
        : _elided ??= StreamPushes.Elided(Fact.Stream, Fact.Seq);
}
