namespace Spico.Peers.Programs;

/// <summary>The packages that peers need.</summary>
internal static class Packages
{
    public static readonly DebianPackage PostgreSql = new("postgresql", "initdb");
    public static readonly DebianPackage Nats = new("nats-server", "nats-server");
    public static readonly DebianPackage Mosquitto = new("mosquitto", "mosquitto");
}
