using System.ComponentModel.DataAnnotations;

namespace Spico.Silo.Retention;

/// <summary>
/// How long streams are kept after something last happened in them. Nothing is erased by itself: a purge names these
/// streams, and erases them when it is told to. Configured under <c>Spico:Retention</c>.
/// </summary>
public sealed class RetentionOptions
{
    /// <summary>Conversations. Default 10 years: what may be asked of who cared for a patient.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36525.00:00:00")]
    public TimeSpan Messages { get; set; } = TimeSpan.FromDays(3_653);

    /// <summary>Dossiers. Default 20 years, as the records of an establishment (R1112-7 CSP).</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36525.00:00:00")]
    public TimeSpan Dossiers { get; set; } = TimeSpan.FromDays(7_305);

    /// <summary>Agendas. Default 5 years.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36525.00:00:00")]
    public TimeSpan Agendas { get; set; } = TimeSpan.FromDays(1_827);

    /// <summary>The requests for support of a person. Default 3 years.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36525.00:00:00")]
    public TimeSpan Support { get; set; } = TimeSpan.FromDays(1_096);

    /// <summary>The traces of a dossier, from when it was erased on. Default 3 years.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36525.00:00:00")]
    public TimeSpan Traces { get; set; } = TimeSpan.FromDays(1_096);

    /// <summary>Private memos. Default 20 years, as the dossiers they are about.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36525.00:00:00")]
    public TimeSpan Memos { get; set; } = TimeSpan.FromDays(7_305);
}
