using Google.Protobuf;
using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Plans;

/// <summary>What a plan's document shows.</summary>
internal sealed record PlanContent
{
    /// <summary>The plan, as it was at the version asked for.</summary>
    public required CoordinationPlan Plan { get; init; }

    /// <summary>Whether a version was asked for, not the plan as it is now.</summary>
    public required bool IsVersion { get; init; }

    /// <summary>Whose it is.</summary>
    public required Patient Patient { get; init; }

    /// <summary>Part one, or null.</summary>
    public FormResponse? General { get; init; }

    /// <summary>Part two, or null.</summary>
    public FormResponse? Synthesis { get; init; }

    /// <summary>What people, structures and members of the circle are called, by their ids.</summary>
    public required IReadOnlyDictionary<ByteString, string> Names { get; init; }

    /// <summary>Who asks, 16 bytes.</summary>
    public required ByteString Asker { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>What somebody is called; of whom nothing is known that is said.</summary>
    public string NameOf(ByteString id) =>
        Names.TryGetValue(id, out string? name) && name.Length > 0 ? name : "inconnu";
}
