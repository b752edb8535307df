namespace Spico.Peers.Programs;

/// <summary>The packages that peers need.</summary>
internal static class Packages
{
    public static readonly DebianPackage PostgreSql = new("postgresql", "initdb");
}
