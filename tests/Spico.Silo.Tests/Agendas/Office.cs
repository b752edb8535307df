using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas;
using Spico.Silo.Dossiers;
using Spico.Silo.Patients;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;

namespace Spico.Silo.Tests.Agendas;

/// <summary>What people do with agendas and dossiers in a cluster.</summary>
internal sealed class Office(Cluster clinic)
{
    public static readonly long From = Planner.Utc("2026-10-19T00:00");
    public static readonly long To = Planner.Utc("2026-10-31T00:00");

    public IAgendaGrain Grain(StreamId agenda) => clinic.Grains.GetGrain<IAgendaGrain>(StreamKey.Of(agenda));

    public ValueTask<Reply> ChangeAsync(
        PersonId person, ChangeAgendaRequest change, StreamId? agenda = null, RequestId? request = null)
    {
        change.RequestId = (request ?? RequestId.New()).ToByteString();
        if (change.OwnerCase == ChangeAgendaRequest.OwnerOneofCase.None)
        {
            change.Person = person.ToByteString();
        }

        _ = PersonId.TryFrom(change.Person, out PersonId owner);
        return Grain(agenda ?? StreamId.AgendaOf(owner)).CarryOut(
            Cluster.As(person), new Command { ChangeAgenda = change });
    }

    public ValueTask<Reply> ListAsync(PersonId person, PersonId owner, long from = 0, long to = 0) =>
        Grain(StreamId.AgendaOf(owner)).CarryOut(Cluster.As(person), new Command
        {
            ListAgenda = new ListAgendaRequest
            {
                Person = owner.ToByteString(),
                From = to == 0 ? From : from,
                To = to == 0 ? To : to,
            },
        });

    public async Task<List<NotificationKind>> NotifiedAsync(PersonId person)
    {
        HistoryPage page = await clinic.Inbox(person).Read(
            Cluster.As(person), new HistoryQuery(0, Backwards: false, 100));
        return
        [
            .. page.Facts.Select(fact => Frame.Parser.ParseFrom(fact.Frame).Push.Fact)
                .Where(fact => fact.Notified is not null).Select(fact => fact.Notified.Kind),
        ];
    }

    public async Task<StreamId> DossierAsync(PersonId owner)
    {
        Reply registered = await clinic.Grains.GetGrain<IPatientsGrain>(0).Register(
            Cluster.As(owner),
            new RegisterPatientRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Traits = new PatientTraits
                {
                    BirthName = $"Martin {Guid.NewGuid():N}",
                    GivenNames = "Camille",
                    BirthDate = "1961-07-14",
                    Sex = Sex.Female,
                },
                Status = IdentityStatus.Prov,
            });
        Assert.True(StreamId.TryFrom(registered.RegisterPatient.Dossier, out StreamId dossier));
        Reply created = await clinic.Grains.GetGrain<IDossierGrain>(StreamKey.Of(dossier)).CarryOut(
            Cluster.As(owner),
            new Command
            {
                CreateDossier = new CreateDossierRequest
                {
                    RequestId = RequestId.New().ToByteString(),
                    Patient = registered.RegisterPatient.Patient,
                    Function = CareFunction.Nurse,
                    Ground = new LegalGround { Basis = LegalBasis.Exchange },
                },
            });
        Assert.Null(created.Error);
        return dossier;
    }

    public async Task<DossierView> ViewAsync(PersonId owner, StreamId dossier)
    {
        Subscription opened = await clinic.Grains.GetGrain<IDossierGrain>(StreamKey.Of(dossier))
            .Subscribe(Cluster.As(owner), clinic.Observe(new TestGateway()));
        return opened.View!.Dossier;
    }

    public async Task<List<LifeLineEntry>> LifeLineAsync(PersonId owner, StreamId dossier)
    {
        Reply reply = await clinic.Grains.GetGrain<IDossierGrain>(StreamKey.Of(dossier)).CarryOut(
            Cluster.As(owner),
            new Command
            {
                ReadLifeLine = new ReadLifeLineRequest
                {
                    Dossier = dossier.ToByteString(),
                    Kinds = { LifeLineKind.Appointment },
                },
            });
        return [.. reply.ReadLifeLine.Entries];
    }
}
