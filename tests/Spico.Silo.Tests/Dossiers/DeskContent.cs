using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Practices;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Dossiers;

/// <summary>What is put into a dossier: statuses, stays, memos, administrative information, documents.</summary>
internal static class DeskContent
{
    /// <summary>Brings a structure into the circle, for which some people work.</summary>
    public static ByteString BringStructure(this Desk desk, PersonId author, params PersonId[] staff)
    {
        ByteString structure = Desk.Id();
        Assert.Null(desk.Begin(author, new BeginCirclePeriod
        {
            Structure = new CareStructure { Structure = structure, Name = "SSIAD" },
            Function = CareFunction.HomeHelp,
            Ground = new LegalGround { Basis = LegalBasis.Emergency, Reason = "chute" },
        }));
        Assert.True(desk.People.SetPracticesAsync(
        [
            .. staff.Select(person => new PersonPractices(person, [new PracticeSituation { Structure = structure }])),
        ]).IsCompletedSuccessfully);
        return structure;
    }

    public static Error? Follow(this Desk desk, PersonId author, ByteString structure, FollowUpState state) =>
        desk.Change(author, new ChangeFollowUpRequest
        {
            Begin = new NewFollowUp { Structure = structure, State = state, Reason = "signalé par l'hôpital" },
        });

    public static Error? MoveFollowUp(this Desk desk, PersonId author, FollowUp? seen, FollowUpState to) =>
        desk.Change(author, new ChangeFollowUpRequest
        {
            Move = new FollowUpMove
            {
                Episode = seen?.Episode ?? 1,
                From = seen?.State ?? FollowUpState.Requested,
                To = to,
                Reason = "en équipe",
                Closing = to == FollowUpState.Closed ? FollowUpClosing.HandedOn : FollowUpClosing.Unspecified,
            },
        });

    public static Error? Change(this Desk desk, PersonId author, ChangeFollowUpRequest request)
    {
        request.RequestId = Desk.Id();
        request.Dossier = desk.Stream.ToByteString();
        return desk.Do(author, new Command { ChangeFollowUp = request });
    }

    public static Error? Record(this Desk desk, PersonId author, StayState state, long at = 0) => desk.Change(
        author,
        new ChangeStayRequest
        {
            Record = new NewStay { State = state, Hospital = "CH de l'Exemple", Reason = "chute", At = at },
        });

    public static Error? MoveStay(
        this Desk desk, PersonId author, HospitalStay? seen, StayState to, long at = 0)
    {
        var move = new StayMove
        {
            Stay = seen?.Stay ?? 1,
            From = seen?.State ?? StayState.Planned,
            To = to,
            At = at,
        };
        if (to == StayState.Discharged)
        {
            move.Circumstances = StayCircumstances.MedicalDecision;
            move.Destination = StayDestination.Home;
        }

        return desk.Change(author, new ChangeStayRequest { Move = move });
    }

    public static Error? Change(this Desk desk, PersonId author, ChangeStayRequest request)
    {
        request.RequestId = Desk.Id();
        request.Dossier = desk.Stream.ToByteString();
        return desk.Do(author, new Command { ChangeStay = request });
    }

    public static Error? WriteMemo(this Desk desk, PersonId author, string text) =>
        desk.Change(author, new ChangeMemoRequest { Write = text });

    public static Error? EditMemo(this Desk desk, PersonId author, Memo? seen, string text) => desk.Change(
        author,
        new ChangeMemoRequest
        {
            Edit = new MemoEdit { Memo = seen?.Memo_ ?? 1, Version = seen?.Version ?? 1, Text = text },
        });

    public static Error? Administer(this Desk desk, PersonId author, AdministrativeField field, string? text) =>
        desk.Administer(author, new AdministrativeChange
        {
            Field = field,
            Before = desk.Dossier.Administration.Find(field)?.Value,
            After = text is null ? null : new AdministrativeValue { Text = text },
        });

    public static Error? Administer(this Desk desk, PersonId author, params AdministrativeChange[] changes) =>
        desk.Do(author, new Command
        {
            ChangeAdministration = new ChangeAdministrationRequest
            {
                RequestId = Desk.Id(),
                Dossier = desk.Stream.ToByteString(),
                Changes = { changes },
                Reason = "dit au téléphone",
            },
        });

    public static Error? Deposit(
        this Desk desk, PersonId author, DocumentLevel level, ByteString? file = null, long datedAt = 0) => desk.Change(
        author,
        new ChangeDocumentRequest
        {
            Deposit = new NewDossierDocument
            {
                Title = "Ordonnance de sortie",
                Category = DocumentCategory.Prescription,
                Level = level,
                DatedAt = datedAt,
                File = new FileReference { File = file ?? Desk.Id() },
            },
        });

    /// <summary>Deposits a document for which roles are named.</summary>
    public static Error? DepositFor(
        this Desk desk, PersonId author, DocumentLevel level, params IEnumerable<CareRole> named) => desk.Change(
        author,
        new ChangeDocumentRequest
        {
            Deposit = new NewDossierDocument
            {
                Title = "Ordonnance de sortie",
                Category = DocumentCategory.Prescription,
                Level = level,
                Named = { named },
                File = new FileReference { File = Desk.Id() },
            },
        });

    public static Error? Replace(this Desk desk, PersonId author, DossierDocument? seen) => desk.Change(
        author,
        new ChangeDocumentRequest
        {
            Replace = new NewDocumentVersion
            {
                Document = seen?.Document ?? 1,
                Version = (uint)(seen?.Versions.Count ?? 1),
                File = new FileReference { File = Desk.Id() },
            },
        });

    public static Error? Withdraw(this Desk desk, PersonId author, DossierDocument? seen) => desk.Change(
        author,
        new ChangeDocumentRequest
        {
            Withdraw = new DocumentWithdrawal { Document = seen?.Document ?? 1, Reason = "d'une autre personne" },
        });

    public static Error? Change(this Desk desk, PersonId author, ChangeDocumentRequest request)
    {
        request.RequestId = Desk.Id();
        request.Dossier = desk.Stream.ToByteString();
        return desk.Do(author, new Command { ChangeDocument = request });
    }

    /// <summary>Checks what holds of the content of a dossier whatever happened.</summary>
    public static void CheckContent(this Desk desk)
    {
        DossierView view = desk.Dossier.Show(StreamAccess.All);
        Assert.All(
            view.FollowUps.Where(episode => episode.State < FollowUpState.Closed)
                .GroupBy(episode => episode.Structure),
            open => Assert.Single(open));
        bool isOpen = view.FollowUps.Any(episode => episode.State < FollowUpState.Closed);
        bool isSaid = view.FollowUps.Any(episode => episode.State != FollowUpState.EnteredInError);
        Assert.Equal(
            isOpen ? DossierStanding.Open : isSaid ? DossierStanding.Archived : DossierStanding.Unspecified,
            view.Standing);
        Assert.True(view.Stays.Count(stay => stay.State is StayState.Arrived or StayState.Admitted) <= 1);
        foreach (HospitalStay stay in view.Stays)
        {
            Assert.Equal(stay.State, stay.Steps[^1].State);
            Assert.Equal(stay.State == StayState.Discharged, stay.Destination != StayDestination.Unspecified);
            Assert.All(stay.Steps.Zip(stay.Steps.Skip(1)), pair =>
            {
                Assert.Contains((pair.First.State, pair.Second.State), StayTests.Ways);
                Assert.True(pair.First.At <= pair.Second.At);
            });
        }

        foreach (DossierDocument document in view.Documents)
        {
            Assert.Equal(
                Enumerable.Range(1, document.Versions.Count),
                document.Versions.Select(version => (int)version.Version));
            Assert.Empty(document.Withdrawn);
        }
    }

    /// <summary>Checks that each value before is the value after of the change before.</summary>
    public static void CheckAdministration(this Desk desk)
    {
        var known = new Dictionary<AdministrativeField, AdministrativeValue?>();
        foreach (StreamFact fact in desk.Facts.Where(
            fact => fact.Kind == Fact.BodyOneofCase.AdministrationChanged))
        {
            foreach (AdministrativeChange change in fact.Body!.AdministrationChanged.Changes)
            {
                Assert.Equal(known.GetValueOrDefault(change.Field), change.Before);
                known[change.Field] = change.After;
            }
        }
    }

    private static Error? Change(this Desk desk, PersonId author, ChangeMemoRequest request)
    {
        request.RequestId = Desk.Id();
        request.Dossier = desk.Stream.ToByteString();
        return desk.Do(author, new Command { ChangeMemo = request });
    }
}
