using CsCheck;
using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Practices;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Dossiers.Forms;

namespace Spico.Silo.Tests.Dossiers;

/// <summary>
/// Random histories of a dossier with a change of every kind: whoever has it open is always where an opening would
/// bring them, and the circle keeps its promises to a model that knows no code of ours.
/// </summary>
public sealed class DossierHistoryTests
{
    private const int People = 4;

    private enum Deed
    {
        Begin,
        BeginByConsent,
        BeginBefore,
        BeginRelative,
        ComeBack,
        End,
        EndBefore,
        Consent,
        Withdraw,
        Refuse,
        Identity,
        Merge,
        Separate,
        Write,
        WriteCritical,
        Correct,
        Acknowledge,
        Create,
        MoveTask,
        Assign,
        CompleteForm,
        AmendForm,
        RetractForm,
        SetPlan,
        SetGoal,
        DecideAction,
        ValidatePlan,
        MovePlan,
        Practise,
        Retire,
        JoinStructure,
        LeaveStructure,
        BeginInPractice,
        BreakGlass,
        ComeDue,
        Object,
        LiftObjection,
        Follow,
        MoveFollowUp,
        RecordStay,
        MoveStay,
        WriteMemo,
        EditMemo,
        Administer,
        Deposit,
        DepositRestricted,
        Replace,
        WithdrawDocument,
        Appoint,
        Absorb,
    }

    // Of these nobody is the author, or somebody who has no right yet.
    private static readonly Deed[] OfNobody =
        [Deed.Identity, Deed.Practise, Deed.Retire, Deed.BreakGlass, Deed.ComeDue, Deed.Appoint, Deed.Absorb];

    private const string Ssiad = "SSIAD du Lauragais";

    private static readonly ByteString SsiadId = StructureIds.Of("", "", "", Ssiad, "")!.Value.ToByteString();

    private static readonly string[] Professions =
        ["Infirmière", "Assistante sociale", "Médecin", "Directeur d'EHPAD"];

    [Fact]
    public void Whatever_happens_a_view_kept_by_facts_is_the_view_of_an_opening() => Gen
        .Select(Gen.Enum<Deed>(), Gen.Int[0, People - 1], Gen.Int[0, People - 1], Gen.Long[1, 5_000])
        .Array[1, 60]
        .Sample(Check, iter: 400);

    private static void Check((Deed Deed, int Author, int Person, long Time)[] history)
    {
        PersonId[] people = [.. Enumerable.Range(0, People).Select(_ => PersonId.New())];
        var desk = new Desk(people[0]);
        for (int i = 0; i < People; i++)
        {
            desk.People.Employ(people[i], Professions[i]);
        }

        bool isRetired = false;
        ByteString structure = desk.BringStructure(people[0], people[0], people[2]);

        foreach ((Deed deed, int by, int about, long time) in history)
        {
            PersonId author = people[by];
            PersonId person = people[about];
            bool mayWrite = desk.Dossier.RightOf(author) is not null;
            bool isMerged = !desk.Dossier.Identity.MergedInto.IsEmpty;
            desk.Now += time;
            long factsBefore = desk.Dossier.Head.Seq;
            Error? refusal = deed >= Deed.Follow
                ? DoContent(desk, deed, (author, structure, time))
                : Do(desk, deed, (author, person, time));
            Assert.True(mayWrite || refusal is not null || OfNobody.Contains(deed));
            Assert.True(refusal is null || OfNobody.Contains(deed) || desk.Dossier.Head.Seq == factsBefore);
            Assert.True(!isMerged
                || deed is Deed.Separate or Deed.Object or Deed.LiftObjection
                || OfNobody.Contains(deed)
                || desk.Dossier.Head.Seq == factsBefore);
            CheckCircle(desk);
            CheckAccesses(desk, people);
            desk.CheckContent();
            if (!desk.Dossier.Circle.Professionals.Any())
            {
                // Where people practise, and a consent that ends, may leave nobody; what people do else may not.
                Assert.True(
                    isRetired
                    || deed is Deed.Retire or Deed.Practise or Deed.Withdraw or Deed.ComeDue or Deed.Object,
                    $"{deed}");
                isRetired = true;
            }
        }

        desk.CheckViews();
        desk.CheckAdministration();
    }

    private static Error? Do(Desk desk, Deed deed, (PersonId Author, PersonId Person, long Time) asked)
    {
        (PersonId author, PersonId person, long time) = asked;
        CircleMember? relative = desk.Dossier.Circle.Members.FirstOrDefault(member => member.Relative is not null);
        ByteString? given = FirstConsent(desk, ConsentState.Given);
        switch (deed)
        {
            case Deed.Begin:
                return desk.Begin(author, person);
            case Deed.BeginByConsent:
                return desk.Begin(author, person, new LegalGround { Basis = LegalBasis.Consent });
            case Deed.BeginBefore:
                return desk.Begin(author, new BeginCirclePeriod
                {
                    Person = person.ToByteString(),
                    Function = CareFunction.Pharmacist,
                    Ground = new LegalGround { Basis = LegalBasis.Emergency, Reason = "fall" },
                    From = time,
                });
            case Deed.BeginRelative:
                return desk.Begin(author, new BeginCirclePeriod { Relative = Relative() });
            case Deed.ComeBack:
                return desk.Begin(author, new BeginCirclePeriod { Member = relative?.Id ?? Relative().ToByteString() });
            case Deed.End:
                return desk.End(author, person);
            case Deed.EndBefore:
                return desk.End(author, relative?.Id ?? CircleMemberId.Of(person), time);
            case Deed.Consent:
                return desk.Record(author, ConsentState.Given, null, person);
            case Deed.Withdraw:
                return desk.Record(author, ConsentState.Withdrawn, given ?? person.ToByteString());
            case Deed.Refuse:
                return desk.Record(author, ConsentState.Refused, null, person);
            case Deed.Identity:
                var changed = new IdentityChanged
                {
                    Patient = new Patient { Status = (IdentityStatus)(1 + (time % 4)) },
                    Before = desk.Dossier.Identity.Patient,
                };
                desk.Write(author, new FactDraft(new Fact { IdentityChanged = changed }, DataClass.Identity));
                return null;
            case Deed.Merge:
                return desk.Merge(author);
            case Deed.Write:
                return desk.Write(author, happenedAt: time);
            case Deed.WriteCritical:
                return desk.Write(author, LiaisonSeverity.Critical);
            case Deed.Correct:
                return desk.Correct(author, LastEntry(desk), $"corrected at {time}");
            case Deed.Acknowledge:
                return desk.Acknowledge(author, LastEntry(desk));
            case Deed.Create:
                return desk.Create(author, time % 2 == 0 ? person : null);
            case Deed.MoveTask:
                (ulong task, CareTaskState from) = FirstTask(desk);
                return desk.Move(author, task, from, (CareTaskState)(1 + (time % 7)));
            case Deed.Assign:
                return desk.Assign(author, FirstTask(desk).Task, person);
            case Deed.Separate:
                return desk.Separate(author);
            default:
                return DoWithRights(desk, deed, asked);
        }
    }

    private static Error? DoWithRights(Desk desk, Deed deed, (PersonId Author, PersonId Person, long Time) asked)
    {
        (PersonId author, PersonId person, long time) = asked;
        switch (deed)
        {
            case Deed.Practise:
                desk.Practise(person, Professions[time % Professions.Length], Ssiad);
                desk.Note(person);
                return null;
            case Deed.Retire:
                desk.Retire(person);
                desk.Note(person);
                return null;
            case Deed.BreakGlass:
                return desk.BreakGlass(person);
            case Deed.ComeDue:
                desk.Now += 3_000_000;
                desk.ComeDue(person);
                return null;
            case Deed.Object:
                return desk.Object(author, person, SsiadId, time);
            case Deed.LiftObjection:
                return desk.LiftObjection(author);
            case Deed.LeaveStructure:
                return desk.End(author, CircleMemberId.Of(Structure(), ByteString.Empty));
            case Deed.JoinStructure:
                return desk.Begin(author, Structure());
            case Deed.BeginInPractice:
                var team = new LegalGround { Basis = LegalBasis.SameTeam, Team = CareTeamKind.SameStructure };
                return desk.Begin(author, person, team);
            default:
                return DoWithForms(desk, deed, asked);
        }
    }

    private static Error? DoContent(Desk desk, Deed deed, (PersonId Author, ByteString Structure, long Time) asked)
    {
        (PersonId author, ByteString structure, long time) = asked;
        DossierView view = desk.Dossier.Show(StreamAccess.All);
        switch (deed)
        {
            case Deed.Follow:
                return desk.Follow(author, structure, (FollowUpState)(1 + (time % 4)));
            case Deed.MoveFollowUp:
                FollowUp? episode = view.FollowUps.LastOrDefault();
                return desk.MoveFollowUp(author, episode, (FollowUpState)(1 + (time % 7)));
            case Deed.RecordStay:
                return desk.Record(author, (StayState)(1 + (time % 4)), time % 2 == 0 ? 0 : desk.Now - time);
            case Deed.MoveStay:
                return desk.MoveStay(
                    author,
                    view.Stays.LastOrDefault(),
                    (StayState)(1 + (time % 6)),
                    time % 2 == 0 ? 0 : desk.Now - time);
            case Deed.WriteMemo:
                return desk.WriteMemo(author, $"memo at {time}");
            case Deed.EditMemo:
                return desk.EditMemo(author, view.Memos.LastOrDefault(), time % 3 == 0 ? "" : $"edited at {time}");
            case Deed.Administer:
                var field = (AdministrativeField)(1 + (time % 3));
                return desk.Administer(author, field, time % 5 == 0 ? null : $"value at {time}");
            case Deed.Deposit:
                return desk.Deposit(author, DocumentLevel.Normal);
            case Deed.DepositRestricted:
                return desk.Deposit(author, DocumentLevel.Restricted);
            case Deed.Replace:
                return desk.Replace(author, view.Documents.LastOrDefault());
            case Deed.WithdrawDocument:
                return desk.Withdraw(author, view.Documents.LastOrDefault());
            case Deed.Appoint:
                return desk.Appoint(author, view.Appointments.LastOrDefault(), time);
            case Deed.Absorb:
                return desk.Absorb(author);
            default:
                return null;
        }
    }

    private static Error? DoWithForms(Desk desk, Deed deed, (PersonId Author, PersonId Person, long Time) asked)
    {
        (PersonId author, PersonId person, long time) = asked;
        FormResponse? form = LastForm(desk);
        switch (deed)
        {
            case Deed.CompleteForm:
                return desk.Complete(author, FormDesk.Urls[time % FormDesk.Urls.Length]);
            case Deed.AmendForm:
                return desk.Amend(author, form?.Response ?? 0, form?.Revision ?? 0, FormDesk.AnswersTo(form?.Url));
            case Deed.RetractForm:
                return desk.Retract(author, form?.Response ?? 0);
            case Deed.SetPlan:
                return desk.SetHead(author, person, desk.Now + 10_000);
            case Deed.SetGoal:
                return desk.SetGoal(author, new PlanGoal { Text = $"Objectif {time}", Goal = (uint)(time % 3) });
            case Deed.DecideAction:
                return desk.Act(author, (uint)(1 + (time % 2)), time % 2 == 0 ? person : null);
            case Deed.ValidatePlan:
                return desk.Validate(author);
            default:
                return desk.MovePlan(author, (PlanState)(2 + (time % 4)));
        }
    }

    private static FormResponse? LastForm(Desk desk) => desk.Dossier.Show(StreamAccess.All).Forms.LastOrDefault();

    private static BeginCirclePeriod Structure() => new()
    {
        Structure = new CareStructure { Structure = SsiadId, Name = Ssiad },
        Function = CareFunction.HomeHelp,
        Ground = new LegalGround { Basis = LegalBasis.SameTeam, Team = CareTeamKind.Organised, Reason = "DAC" },
    };

    private static void CheckCircle(Desk desk)
    {
        foreach (CircleMember member in desk.Dossier.Circle.Members)
        {
            CirclePeriod[] periods = [.. member.Periods];
            Assert.All(periods[..^1], period => Assert.NotEqual(0, period.To));
            Assert.All(periods, period => Assert.True(period.To == 0 || period.From < period.To));
            Assert.All(periods.Zip(periods.Skip(1)), pair => Assert.True(pair.First.To <= pair.Second.From));
            foreach (CirclePeriod period in periods)
            {
                Assert.Contains(member.Id, desk.Dossier.Circle.At(period.From).Select(then => then.Id));
                // Whoever was brought in by somebody was so on a ground; the creator's is not of this test.
                Assert.True(member.Professional is null || period.BegunBy.IsEmpty || period.Ground is not null);
            }

            if (periods[^1].To != 0)
            {
                Assert.DoesNotContain(member.Id, desk.Dossier.Circle.At(periods[^1].To).Select(then => then.Id));
            }
        }
    }

    private static void CheckAccesses(Desk desk, PersonId[] people)
    {
        DossierAccess[] open = [.. desk.Dossier.Accesses.Open];
        Assert.Equal(open.Length, open.Select(access => access.Person).Distinct().Count());
        foreach (PersonId person in people)
        {
            DossierAccess? access = desk.Dossier.Accesses.Find(person);
            Assert.True(access is null || desk.Dossier.Circle.PeriodOf(person) is null);
            Assert.True(access is not { Kind: AccessKind.Structure }
                || desk.Dossier.Circle.Structures.Contains(access.Practice.Structure));
        }
    }

    private static CareRelative Relative() => new()
    {
        Name = "Claude Exemple",
        Phone = "05 00 00 00 00",
        Roles = { RelativeRole.Carer },
    };

    private static (ulong Task, CareTaskState State) FirstTask(Desk desk) =>
        desk.Dossier.Show(StreamAccess.All).Tasks.FirstOrDefault() is { } task
            ? (task.Task, task.State)
            : (1, CareTaskState.Requested);

    private static ulong LastEntry(Desk desk) =>
        desk.Dossier.Show(StreamAccess.All).Liaison.LastOrDefault()?.Entry ?? 1;

    private static ByteString? FirstConsent(Desk desk, ConsentState state)
    {
        DossierView view = desk.Dossier.Show(StreamAccess.All);
        return view.Consents.FirstOrDefault(consent => consent.State == state)?.Id;
    }
}
