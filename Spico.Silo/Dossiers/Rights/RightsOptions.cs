using System.ComponentModel.DataAnnotations;

namespace Spico.Silo.Dossiers.Rights;

/// <summary>The limits of rights to dossiers. Configured under <c>Spico:Rights</c>.</summary>
public sealed class RightsOptions
{
    /// <summary>
    /// How long a dossier stays open to who opened it in an emergency. Default 1 hour: what the region's rules allow.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan EmergencyAccess { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The persons told of every emergency opening beside the circle, by their ids: the region's data protection
    /// officers. Default none.
    /// </summary>
    public Guid[] DataProtectionOfficers { get; set; } = [];

    /// <summary>
    /// Searches for patients one account makes a minute. Default 60, as in the directory; 0: any number.
    /// </summary>
    [Range(0, 10_000)]
    public int PatientSearchesPerMinute { get; set; } = 60;

    /// <summary>
    /// Patients one account finds by searches a day. Default 300: ten times what a busy reception looks up; 0: any
    /// number.
    /// </summary>
    [Range(0, 1_000_000)]
    public int PatientsFoundPerDay { get; set; } = 300;
}
