using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers;

/// <summary>The classes of what is in a dossier.</summary>
internal static class DossierClasses
{
    /// <summary>All of them.</summary>
    public static readonly DataClass[] All = [DataClass.Identity, DataClass.Circle];
}
