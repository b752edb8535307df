using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Accesses;
using Spico.Silo.Dossiers.Administration;
using Spico.Silo.Dossiers.Alerts;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Dossiers.Consents;
using Spico.Silo.Dossiers.Forms;
using Spico.Silo.Dossiers.Identity;
using Spico.Silo.Dossiers.Liaison;
using Spico.Silo.Dossiers.Objections;
using Spico.Silo.Dossiers.Plans;
using Spico.Silo.Dossiers.Documents;
using Spico.Silo.Dossiers.FollowUps;
using Spico.Silo.Dossiers.Memos;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.Dossiers.Stays;
using Spico.Silo.Dossiers.Tasks;
using Spico.Silo.Streams;
using Case = Spico.Protocol.V1.Command.BodyOneofCase;

namespace Spico.Silo.Dossiers;

/// <summary>
/// The kinds of change there are, each in a folder of its own. A new one is: its command here, its part in
/// <see cref="DossierState"/>, its class in the table of rights.
/// </summary>
internal static class DossierKinds
{
    /// <summary>What is answered from the dossier as it stands; null for anything else.</summary>
    public static Func<DossierState, DossierCall, uint, Reply>? QueryOf(Command command) => command.BodyCase switch
    {
        Case.ReadCircle => CircleQuery.Answer,
        Case.ExplainRights => RightsQuery.Answer,
        _ => null,
    };

    /// <summary>Reads a command, or says what is wrong with it.</summary>
    public static Error? TryRead(DossierCall call, out IStreamCommand<DossierState>? change)
    {
        change = null;
        return call.Command.BodyCase switch
        {
            Case.CreateDossier => CreateDossierCommand.TryRead(call, out change),
            Case.MergeDossier => MergeDossierCommand.TryRead(call, out change),
            Case.SeparateDossier => SeparateDossierCommand.TryRead(call, out change),
            Case.ChangeCircle => ChangeCircleCommand.TryRead(call, out change),
            Case.BreakGlass => BreakGlassCommand.TryRead(call, out change),
            Case.ChangeObjection => ChangeObjectionCommand.TryRead(call, out change),
            Case.RecordConsent => RecordConsentCommand.TryRead(call, out change),
            Case.ChangeLiaison => ChangeLiaisonCommand.TryRead(call, out change),
            Case.ChangeTask => ChangeTaskCommand.TryRead(call, out change),
            Case.ChangeForm => ChangeFormCommand.TryRead(call, out change),
            Case.ChangePlan => ChangePlanCommand.TryRead(call, out change),
            Case.ChangeFollowUp => ChangeFollowUpCommand.TryRead(call, out change),
            Case.ChangeStay => ChangeStayCommand.TryRead(call, out change),
            Case.ChangeMemo => ChangeMemoCommand.TryRead(call, out change),
            Case.ChangeAdministration => ChangeAdministrationCommand.TryRead(call, out change),
            Case.ChangeDocument => ChangeDocumentCommand.TryRead(call, out change),
            Case.ChangeAlert => ChangeAlertCommand.TryRead(call, out change),
            _ => Refusal.Unsupported(),
        };
    }
}
