using System.ComponentModel.DataAnnotations;

namespace Spico.Silo.Traces;

/// <summary>Where the traces are attested outside the store. Configured under <c>Spico:Traces</c>.</summary>
public sealed class TraceOptions
{
    /// <summary>
    /// The folder of the signed checkpoints. Default: empty, which stands for <c>traces</c> in the keys folder. Whoever
    /// changes the store must not be able to change them too: let it lie, or be copied, where only adding is allowed.
    /// </summary>
    public string CheckpointFolder { get; set; } = string.Empty;

    /// <summary>
    /// How often the last traces are attested. Default: 1 minute, which is how much of the newest could be taken away
    /// unseen.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How often the gateways through which dossiers and agendas are open are asked for a sign of life. Default: 1
    /// minute; one that does not answer three times in a row is lost, and what it had open is traced as closed.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan GatewayCheckInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The folder of the key pair that signs them, <c>traces.key</c> and <c>traces.pub</c>. Default: empty, which
    /// stands for the keys folder. Whoever verifies needs the public one.
    /// </summary>
    public string KeysFolder { get; set; } = string.Empty;
}
