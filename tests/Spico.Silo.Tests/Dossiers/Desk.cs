using Google.Protobuf;
using Spico.Client.Dossiers;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers;
using Spico.Silo.Dossiers.Accesses;
using Spico.Silo.Dossiers.Administration;
using Spico.Silo.Dossiers.Alerts;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Dossiers.Consents;
using Spico.Silo.Dossiers.Forms;
using Spico.Silo.Dossiers.Documents;
using Spico.Silo.Dossiers.FollowUps;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.Dossiers.Tasks;
using Spico.Silo.Practices;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;

namespace Spico.Silo.Tests.Dossiers;

/// <summary>
/// A dossier's state and the commands on it, without a store: a decision is a fact at once. Beside it each person who
/// has read it keeps a view of their own, as a client does, from an opening and the facts that follow.
/// </summary>
internal sealed class Desk
{
    private static readonly StreamId Patient = StreamId.PatientOf(Guid.Parse("00000000-0000-0000-0000-0000000000aa"));

    private readonly List<StreamFact> _facts = [];
    private readonly Dictionary<PersonId, DossierView> _views = [];
    private readonly Dictionary<PersonId, StreamAccess> _accesses = [];
    private readonly List<ConsequenceRow> _due = [];

    public Desk(PersonId creator)
    {
        Creator = creator;
        var patient = new Patient { Id = Patient.ToByteString(), Status = IdentityStatus.Prov };
        Write(creator, new FactDraft(
            new Fact { DossierCreated = new DossierCreated { Patient = patient } }, DataClass.Identity));
        var begin = new BeginCirclePeriod { Person = creator.ToByteString() };
        var period = new CirclePeriod { From = Now, Function = CareFunction.Nurse, Role = CareRole.Paramedical };
        CircleMember member = CirclePeriods.Begin(CirclePeriods.Member(CircleMemberId.Of(creator), begin), period);
        Write(creator, CircleFacts.Changed(member));
    }

    /// <summary>Who created it.</summary>
    public PersonId Creator { get; }

    public StreamId Stream { get; } = StreamId.DossierOf(Patient);

    public DossierState Dossier { get; } = DossierState.Empty(default);

    /// <summary>The number of the last fact.</summary>
    public ulong Head => (ulong)Dossier.Head.Seq;

    public Crowd People { get; } = new();

    public FormCatalog Forms { get; set; } = FormCatalog.Shipped;

    public RightsOptions Rights { get; } = new();

    /// <summary>What happened, in order.</summary>
    public IReadOnlyList<StreamFact> Facts => _facts;

    public long Now { get; set; } = 1_000;

    /// <summary>What binds whoever acts for those who ask; of no role: nothing.</summary>
    public CareRole Bound { get; set; }

    /// <summary>Whether those who come to read are followed: each costs time at each fact.</summary>
    public bool FollowsReaders { get; init; } = true;

    /// <summary>Who acts for those who do something; null: they themselves.</summary>
    public PersonId? ActedBy { get; set; }

    /// <summary>What was decided last.</summary>
    public Decision Last { get; private set; } = Decision.Unchanged(new Reply());

    /// <summary>Who is notified of that.</summary>
    public IEnumerable<ConsequenceRow> Told => Last.Consequences.Where(row => row.Notification is not null);

    public Error? Begin(PersonId author, BeginCirclePeriod begin) => Do(author, new Command
    {
        ChangeCircle = new ChangeCircleRequest { RequestId = Id(), Dossier = Stream.ToByteString(), Begin = begin },
    });

    public Error? Begin(PersonId author, PersonId person, LegalGround? ground = null) => Begin(
        author,
        new BeginCirclePeriod
        {
            Person = person.ToByteString(),
            Function = CareFunction.Nurse,
            Ground = ground ?? new LegalGround { Basis = LegalBasis.Exchange },
        });

    public Error? End(PersonId author, ByteString member, long to = 0) => Do(author, new Command
    {
        ChangeCircle = new ChangeCircleRequest
        {
            RequestId = Id(),
            Dossier = Stream.ToByteString(),
            End = new EndCirclePeriod { Member = member, To = to },
        },
    });

    public Error? End(PersonId author, PersonId person) => End(author, CircleMemberId.Of(person));

    public Error? Record(PersonId author, ConsentState state, ByteString? id = null, params PersonId[] persons) =>
        Do(author, new Command
        {
            RecordConsent = new RecordConsentRequest
            {
                RequestId = Id(),
                Dossier = Stream.ToByteString(),
                Consent = new SharingConsent
                {
                    Id = id ?? ByteString.Empty,
                    State = state,
                    Means = ConsentMeans.Oral,
                    Proof = "said so",
                    Persons = { persons.Select(person => person.ToByteString()) },
                },
            },
        });

    public Error? Write(PersonId author, LiaisonSeverity severity = LiaisonSeverity.Routine, long happenedAt = 0) =>
        Change(author, new ChangeLiaisonRequest
        {
            Write = new NewLiaisonEntry
            {
                Kind = LiaisonKind.Observation,
                Severity = severity,
                Text = "tout va bien",
                HappenedAt = happenedAt,
            },
        });

    public Error? Correct(PersonId author, ulong entry, string text) => Change(
        author, new ChangeLiaisonRequest { Correct = new LiaisonCorrection { Entry = entry, Text = text } });

    public Error? Acknowledge(PersonId author, ulong entry) =>
        Change(author, new ChangeLiaisonRequest { Acknowledge = entry });

    private Error? Change(PersonId author, ChangeLiaisonRequest request)
    {
        request.RequestId = Id();
        request.Dossier = Stream.ToByteString();
        return Do(author, new Command { ChangeLiaison = request });
    }

    public Error? Create(PersonId author, PersonId? assignee = null, ByteString? structure = null)
    {
        var task = new NewCareTask { Title = "Renouveler l'ordonnance" };
        if (assignee is { } person)
        {
            task.Person = person.ToByteString();
        }
        else if (structure is not null)
        {
            task.Structure = structure;
        }

        return Change(author, new ChangeTaskRequest { Create = task });
    }

    public Error? Move(PersonId author, ulong task, CareTaskState from, CareTaskState to, uint version = 0) => Change(
        author,
        new ChangeTaskRequest { Move = new CareTaskMove { Task = task, From = from, To = to, Version = version } });

    public Error? Amend(PersonId author, CareTaskAmendment amendment) =>
        Change(author, new ChangeTaskRequest { Amend = amendment });

    public Error? Assign(PersonId author, ulong task, PersonId? assignee, uint version = 0) =>
        Change(author, new ChangeTaskRequest
        {
            Assign = new CareTaskAssignment
            {
                Task = task,
                Person = assignee?.ToByteString() ?? ByteString.Empty,
                Version = version,
            },
        });

    public Error? Change(PersonId author, ChangeObjectionRequest request)
    {
        request.RequestId = Id();
        request.Dossier = Stream.ToByteString();
        return Do(author, new Command { ChangeObjection = request });
    }

    private Error? Change(PersonId author, ChangeTaskRequest request)
    {
        request.RequestId = Id();
        request.Dossier = Stream.ToByteString();
        return Do(author, new Command { ChangeTask = request });
    }

    /// <summary>Carries a command out as the grain would; what is fetched from elsewhere is not.</summary>
    public Error? Do(PersonId author, Command command, LiaisonEntry? entry = null)
    {
        DossierCall call = CallOf(author, command) with { Entry = entry };
        if (DossierKinds.TryRead(call, out IStreamCommand<DossierState>? change) is { } invalid)
        {
            return invalid;
        }

        // People and files are here at once; other dossiers and patients are not looked at.
        if (change is BeginPeriodCommand or BreakGlassCommand or ChangeFollowUpCommand or ChangeDocumentCommand
                or ChangeAdministrationCommand or ChangeTaskCommand
            && change is { NeedsPreparation: true }
            && change.PrepareAsync().AsTask().Result is { } unprepared)
        {
            return unprepared;
        }

        return Decide(change!);
    }

    /// <summary>A person practises somewhere, as something.</summary>
    public PracticeSituation Practise(
        PersonId person, string profession, string structure, string function = "", params PracticeSituation[] others)
    {
        var here = new PracticeSituation { Profession = profession, StructureName = structure, Function = function };
        PersonPractices practices = PracticeRules.Of(person, [here, .. others]);
        _ = People.SetPracticesAsync([practices]);
        return practices.Practices[0];
    }

    /// <summary>A person practises nowhere any more.</summary>
    public void Retire(PersonId person) => _ = People.SetPracticesAsync([PracticeRules.Of(person, [])]);

    /// <summary>The person calls, or the dossier is told that they practise elsewhere.</summary>
    public void Note(PersonId person) => Settle(new NotePracticesCommand(CallOf(person, new Command())));

    /// <summary>The times that have come.</summary>
    public void ComeDue(PersonId person)
    {
        EndEmergency(person);
        Settle(new ExpireConsentsCommand(CallOf(person, new Command()), Guid.NewGuid()));
        Look(person);
    }

    /// <summary>The time of who came in an emergency is over.</summary>
    public void EndEmergency(PersonId person) =>
        Settle(new EndAccessCommand(CallOf(person, new Command()), Guid.NewGuid()));

    /// <summary>The dossier looks at its alerts, whether a time has come or not.</summary>
    public void Look(PersonId person) =>
        Settle(new RaiseAlertsCommand(CallOf(person, new Command()), Guid.NewGuid()));

    /// <summary>What a dossier that was read anew would come to, were it to look at its alerts again.</summary>
    public Decision LookAfterFall(PersonId person) =>
        new RaiseAlertsCommand(CallOf(person, new Command()), Guid.NewGuid())
            .Decide(DossierState.Restore(Stream, Dossier.ToSnapshot())!);

    /// <summary>Time passes: the dossier looks at its alerts when one may be due, and at no other time.</summary>
    public void Pass(TimeSpan time)
    {
        long until = Now + (long)time.TotalMilliseconds;
        while (_due.MinBy(row => row.DueAt) is { } next && next.DueAt <= until)
        {
            _due.Remove(next);
            Now = Math.Max(Now, next.DueAt);
            Look(next.Person);
        }

        Now = until;
    }

    public Error? BreakGlass(PersonId person, string reason = "Chute à domicile") => Do(person, new Command
    {
        BreakGlass = new BreakGlassRequest { RequestId = Id(), Dossier = Stream.ToByteString(), Reason = reason },
    });

    public ExplainRightsResponse Explain(PersonId asking, ExplainRightsRequest request)
    {
        DossierCall call = CallOf(asking, new Command { ExplainRights = request });
        (Error? refusal, call) = RightsQuery.PrepareAsync(call).AsTask().Result;
        Assert.Null(refusal);
        Reply reply = RightsQuery.Answer(Dossier, call, 1);
        Assert.Null(reply.Error);
        return reply.ExplainRights;
    }

    private DossierCall CallOf(PersonId author, Command command) =>
        new(Stream, Cluster.As(author) with { ActedBy = ActedBy }, command, Services, Now) { Bound = Bound };

    private DossierServices Services => new(null!, People, null!, Forms, Rights) { Files = new ShownFiles() };

    private void Settle(IStreamCommand<DossierState> command)
    {
        Assert.Null(command.NeedsPreparation ? command.PrepareAsync().AsTask().Result : null);
        Assert.Null(Decide(command));
    }

    /// <summary>The dossier takes note of what was decided elsewhere.</summary>
    public void Note(PersonId author, FactDraft fact) =>
        CarryOut(author, DossierReadModels.Of(Stream, Dossier, Decision.Write(fact), author, Now));

    private Error? Decide(IStreamCommand<DossierState> command) => CarryOut(command.Author, command.Decide(Dossier));

    private Error? CarryOut(PersonId author, Decision decision)
    {
        Last = decision;
        _due.AddRange(Last.Consequences.Where(row => row.Kind >= ConsequenceKind.AlertDue));
        foreach (FactDraft fact in Last.Facts)
        {
            Write(author, fact);
        }

        return Last.Reply?.Error;
    }

    public void Write(PersonId author, FactDraft draft)
    {
        var head = new StreamHead(Dossier.Head.Seq + 1, 0, Math.Max(Now, Dossier.Head.At));
        var fact = new StreamFact(head, author, draft.DataClass, draft.Body.BodyCase, draft.Body);
        foreach (PersonId reader in _views.Keys)
        {
            // As a gateway does: elided by the access before the fact, then the access that it gives.
            if (Dossier.RightOf(reader) is { } right && right.Access.CanRead(draft.DataClass))
            {
                _views[reader].Apply(ToClient(fact));
            }
        }

        AccessChange? given = DossierState.AccessGivenBy(author, draft.Body);
        Dossier.Apply(fact);
        _facts.Add(fact);
        Assert.True(given is null || given.Access == Dossier.RightOf(given.Person)?.Access);
        if (FollowsReaders
            && given is { Access: not null }
            && _accesses.GetValueOrDefault(given.Person) != given.Access)
        {
            // Whoever reads other classes from now on opens the dossier again.
            _views[given.Person] = Dossier.Show(given.Access);
            _accesses[given.Person] = given.Access;
        }
        else if (given is { Access: null })
        {
            _views.Remove(given.Person);
            _accesses.Remove(given.Person);
        }
    }

    /// <summary>Checks that every reader is where an opening would bring them; the facts alone tell it.</summary>
    public void CheckViews()
    {
        foreach ((PersonId reader, DossierView view) in _views)
        {
            Assert.Equal(Dossier.Show(Dossier.RightOf(reader)!.Value.Access), view);
        }

        DossierState again = DossierState.Empty(Stream);
        foreach (StreamFact fact in _facts)
        {
            again.Apply(fact);
        }

        byte[] snapshot = Dossier.ToSnapshot();
        Assert.Equal(snapshot, again.ToSnapshot());
        Assert.Equal(snapshot, DossierState.Restore(Stream, snapshot)!.ToSnapshot());
    }

    /// <summary>The id of a request.</summary>
    public static ByteString Id() => RequestId.New().ToByteString();

    private static Fact ToClient(StreamFact fact)
    {
        Fact told = fact.Body!.Clone();
        told.Seq = (ulong)fact.Head.Seq;
        told.At = fact.Head.At;
        told.Author = fact.Author.ToByteString();
        return told;
    }
}
