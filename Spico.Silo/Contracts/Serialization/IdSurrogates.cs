using Spico.Protocol;

namespace Spico.Silo.Serialization;

/// <summary>How an id crosses between processes: as its 16 bytes.</summary>
[GenerateSerializer, Immutable]
[Alias("spico.id")]
internal struct IdSurrogate
{
    [Id(0)]
    public Guid Value;
}

[RegisterConverter]
internal sealed class StreamIdConverter : IConverter<StreamId, IdSurrogate>
{
    public StreamId ConvertFromSurrogate(in IdSurrogate surrogate) => StreamId.From(surrogate.Value);

    public IdSurrogate ConvertToSurrogate(in StreamId value) => new() { Value = value.Value };
}

[GenerateSerializer, Immutable]
[Alias("spico.person-id")]
internal struct PersonIdSurrogate
{
    [Id(0)]
    public Guid Value;
}

[RegisterConverter]
internal sealed class PersonIdConverter : IConverter<PersonId, PersonIdSurrogate>
{
    public PersonId ConvertFromSurrogate(in PersonIdSurrogate surrogate) => PersonId.From(surrogate.Value);

    public PersonIdSurrogate ConvertToSurrogate(in PersonId value) => new() { Value = value.Value };
}

[GenerateSerializer, Immutable]
[Alias("spico.structure-id")]
internal struct StructureIdSurrogate
{
    [Id(0)]
    public Guid Value;
}

[RegisterConverter]
internal sealed class StructureIdConverter : IConverter<StructureId, StructureIdSurrogate>
{
    public StructureId ConvertFromSurrogate(in StructureIdSurrogate surrogate) => StructureId.From(surrogate.Value);

    public StructureIdSurrogate ConvertToSurrogate(in StructureId value) => new() { Value = value.Value };
}

[GenerateSerializer, Immutable]
[Alias("spico.session-id")]
internal struct SessionIdSurrogate
{
    [Id(0)]
    public Guid Value;
}

[RegisterConverter]
internal sealed class SessionIdConverter : IConverter<SessionId, SessionIdSurrogate>
{
    public SessionId ConvertFromSurrogate(in SessionIdSurrogate surrogate) => SessionId.From(surrogate.Value);

    public SessionIdSurrogate ConvertToSurrogate(in SessionId value) => new() { Value = value.Value };
}

[GenerateSerializer, Immutable]
[Alias("spico.position")]
internal struct PositionSurrogate
{
    [Id(0)]
    public uint Epoch;

    [Id(1)]
    public long Seq;
}

[RegisterConverter]
internal sealed class StreamPositionConverter : IConverter<StreamPosition, PositionSurrogate>
{
    public StreamPosition ConvertFromSurrogate(in PositionSurrogate surrogate) => new(surrogate.Epoch, surrogate.Seq);

    public PositionSurrogate ConvertToSurrogate(in StreamPosition value) =>
        new() { Epoch = value.Epoch, Seq = value.Seq };
}
