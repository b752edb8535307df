using System.ComponentModel.DataAnnotations;

namespace Spico.Silo;

/// <summary>Where a silo keeps what it knows, and with whom it works. Configured under <c>Spico:Silo</c>.</summary>
public sealed class SiloOptions
{
    /// <summary>Which store: <c>sqlite</c>, the default, needs nothing; a cluster needs <c>postgresql</c>.</summary>
    public string Store { get; set; } = SqliteStore;

    /// <summary>
    /// The folder of the SQLite files. Default: <c>data</c> in the folder the program is started in. Not used with
    /// PostgreSQL, except that keys lie in it unless <see cref="KeysFolder"/> says otherwise.
    /// </summary>
    public string DataFolder { get; set; } = "data";

    /// <summary>
    /// The folder of the master key and of the token issuer's key pair. Default: empty, which stands for <c>keys</c>
    /// in the data folder; in production it must lie elsewhere, or a stolen data folder would be readable.
    /// </summary>
    public string KeysFolder { get; set; } = string.Empty;

    /// <summary>How to reach PostgreSQL, as Npgsql reads it. Default: empty. Required with that store.</summary>
    public string ConnectionString { get; set; } = string.Empty;

    /// <summary>
    /// Whether this silo is one of several. Default: no: it is alone, and a silo killed a moment ago is nobody's
    /// business. Silos of a cluster find each other through PostgreSQL.
    /// </summary>
    public bool IsClustered { get; set; }

    /// <summary>Names the cluster: silos and gateways of one name find each other. Default: <c>spico</c>.</summary>
    public string ClusterId { get; set; } = "spico";

    /// <summary>
    /// The address other silos and gateways use. Default: <c>127.0.0.1</c>. Whoever reaches it is trusted: an address
    /// of an inside network, never of an outside one.
    /// </summary>
    public string SiloAddress { get; set; } = "127.0.0.1";

    /// <summary>
    /// The port for other silos. Default: 0, a free one, which is all a silo alone needs; a clustered silo is given
    /// one too, and tells it to the others through the membership table.
    /// </summary>
    [Range(0, 65_535)]
    public int SiloPort { get; set; }

    /// <summary>The port for gateways of other processes. Default: 0, a free one. A silo alone opens none.</summary>
    [Range(0, 65_535)]
    public int SiloGatewayPort { get; set; }

    /// <summary>
    /// When a call between grains is given up. Default: 5 seconds; what takes longer by nature says so in its
    /// contract.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The largest call between processes. Default: 2 MiB, for a page of history (1 MiB of facts) and what surrounds
    /// it.
    /// </summary>
    [Range(2_097_152, 268_435_456)]
    public int MessageBytesMax { get; set; } = 2 * 1024 * 1024;

    /// <summary>Calls that may wait for one grain before more are refused. Default: 1,000.</summary>
    [Range(1, 1_000_000)]
    public int WaitingCallsMax { get; set; } = 1_000;

    /// <summary>The store of a single node.</summary>
    public const string SqliteStore = "sqlite";

    /// <summary>The store of a cluster.</summary>
    public const string PostgreSqlStore = "postgresql";

    /// <summary>Orleans' name of the service: part of the keys of stored state, hence never changed.</summary>
    public const string ServiceId = "spico";

    internal bool UsesPostgreSql => Store == PostgreSqlStore;

    internal string KeysFolderInForce =>
        Path.GetFullPath(KeysFolder.Length > 0 ? KeysFolder : Path.Combine(DataFolder, "keys"));
}
