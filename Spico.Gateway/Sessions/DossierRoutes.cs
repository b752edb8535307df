using System.Collections.Frozen;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Orleans;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers;
using Spico.Silo.Dossiers.Dashboards;
using Spico.Silo.Dossiers.Forms;
using Spico.Silo.Dossiers.Memos;
using Spico.Silo.Dossiers.Tasks;
using Spico.Silo.Patients;
using Spico.Silo.Streams;
using Case = Spico.Protocol.V1.Command.BodyOneofCase;

namespace Spico.Gateway.Sessions;

/// <summary>
/// The commands on dossiers: whichever names one goes to its grain. A new one needs nothing here.
/// </summary>
internal sealed class DossierRoutes(IGrainFactory grains)
{
    private const int NumberFirst = 200;
    private const int NumberLast = 299;

    // The field that names the dossier, by the command that has one.
    private static readonly FrozenDictionary<Case, (IFieldAccessor Body, IFieldAccessor Dossier)> Named =
        Command.Descriptor.Oneofs[0].Fields
            .Where(field => field.FieldNumber is >= NumberFirst and <= NumberLast)
            .Select(field => (Field: field, Dossier: field.MessageType.FindFieldByName("dossier")))
            .Where(named => named.Dossier is not null)
            .ToFrozenDictionary(
                named => (Case)named.Field.FieldNumber, named => (named.Field.Accessor, named.Dossier.Accessor));

    /// <summary>The dossier that a command names, when it is one of these.</summary>
    public static ByteString? DossierOf(Command command) =>
        Named.TryGetValue(command.BodyCase, out (IFieldAccessor Body, IFieldAccessor Dossier) named)
            ? (ByteString)named.Dossier.GetValue((IMessage)named.Body.GetValue(command))
            : null;

    /// <summary>Whether a command is one of these.</summary>
    public static bool Has(Command command) =>
        (int)command.BodyCase is >= NumberFirst and <= NumberLast;

    /// <summary>Has a command carried out.</summary>
    public ValueTask<Reply> RouteAsync(Caller caller, Command command)
    {
        switch (command.BodyCase)
        {
            case Case.SearchPatients:
                return grains.GetGrain<IPatientsGrain>(0).Search(caller, command.SearchPatients);
            case Case.ListTasks:
                return grains.GetGrain<IBoardGrain>(0).List(caller, command.ListTasks);
            case Case.ReadDashboard:
                return grains.GetGrain<IDashboardGrain>(0).Read(caller, command.ReadDashboard);
            case Case.ListForms:
                return grains.GetGrain<IFormsGrain>(0).List(caller, command.ListForms);
            case Case.SavePrivateMemo:
                return PrivateMemos(caller).Save(caller, command.SavePrivateMemo);
            case Case.ListPrivateMemos:
                return PrivateMemos(caller).List(caller, command.ListPrivateMemos);
            case Case.CreateDossier:
                return StreamId.TryFrom(command.CreateDossier.Patient, out StreamId patient)
                    && patient.Kind == StreamKind.Patient
                        ? CarryOut(StreamId.DossierOf(patient), caller, command)
                        : ValueTask.FromResult(Refusal.Invalid("patient", "The 16 bytes of a patient."));
            default:
                return StreamId.TryFrom(DossierOf(command), out StreamId dossier) && dossier.Kind == StreamKind.Dossier
                    ? CarryOut(dossier, caller, command)
                    : ValueTask.FromResult(Refusal.Invalid("dossier", "The 16 bytes of a dossier."));
        }
    }

    private IPrivateMemosGrain PrivateMemos(Caller caller) =>
        grains.GetGrain<IPrivateMemosGrain>(StreamKey.Of(StreamId.PrivateMemosOf(caller.Person)));

    private ValueTask<Reply> CarryOut(StreamId dossier, Caller caller, Command command) =>
        grains.GetGrain<IDossierGrain>(StreamKey.Of(dossier)).CarryOut(caller, command);
}
