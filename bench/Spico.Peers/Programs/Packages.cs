namespace Spico.Peers.Programs;

/// <summary>The packages that peers need.</summary>
internal static class Packages
{
    public static readonly DebianPackage PostgreSql = new("postgresql", "initdb");
    public static readonly DebianPackage Nats = new("nats-server", "nats-server");
    public static readonly DebianPackage Mosquitto = new("mosquitto", "mosquitto");
    public static readonly DebianPackage RabbitMq = new("rabbitmq-server", "rabbitmq-server");
    public static readonly DebianPackage Ejabberd = new("ejabberd", "ejabberdctl");
    public static readonly DebianPackage ErlangPostgreSql = new("erlang-p1-pgsql", "/usr/lib/erlang/lib/p1_pgsql-*");
}
