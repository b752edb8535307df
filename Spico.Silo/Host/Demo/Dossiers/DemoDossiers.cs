namespace Spico.Silo.Host.Demo.Dossiers;

/// <summary>The dossiers of an invented region.</summary>
internal static class DemoDossiers
{
    public static readonly DemoDossier[] All =
        [new HomeFromHospital(), new ChronicWound(), new StayingAtHome(), new NursingHome()];
}
