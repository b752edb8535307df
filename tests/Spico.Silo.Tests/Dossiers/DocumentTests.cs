using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Documents;
using Spico.Silo.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;
using Level = Spico.Protocol.V1.DocumentLevel;

namespace Spico.Silo.Tests.Dossiers;

public sealed class DocumentTests
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _doctor = PersonId.New();
    private readonly PersonId _secretary = PersonId.New();
    private readonly Desk _desk;

    public DocumentTests()
    {
        _desk = new Desk(_alice);
        _desk.People.Employ(_doctor, "Médecin");
        _desk.People.Employ(_secretary, "Secrétaire");
        Assert.Null(_desk.Begin(_alice, _doctor));
        Assert.Null(_desk.Begin(_alice, _secretary));
    }

    [Fact]
    public void Who_reads_a_level_is_told_of_a_document_and_nobody_else_of_a_restricted_one()
    {
        Assert.Null(_desk.Deposit(_secretary, Level.Unspecified));
        Assert.Equal(LiaisonKind.DocumentDeposited, _desk.Dossier.Liaison.Find(_desk.Head)!.Kind);
        Assert.Equal(
            [(_alice, NotificationKind.Liaison), (_doctor, NotificationKind.Liaison)],
            _desk.Told.Select(told => (told.Person, told.Notification!.Value)));
        Assert.Empty(SeenBy(_secretary));
        Assert.Single(SeenBy(_alice));

        Assert.Null(_desk.Deposit(_doctor, Level.Restricted));
        Assert.Empty(_desk.Told);
        Assert.Equal(Fact.BodyOneofCase.DocumentChanged, _desk.Facts[^1].Kind);
        Assert.Single(SeenBy(_alice));
        Assert.Equal([Level.Normal, Level.Restricted], SeenBy(_doctor).Select(document => document.Level));
        Assert.Equal(ErrorCode.NotAccessible, _desk.Deposit(_alice, Level.Restricted)!.Code);
        Assert.Equal(ErrorCode.NotAccessible, _desk.Replace(_alice, SeenBy(_doctor)[1])!.Code);

        var colleague = PersonId.New();
        _desk.People.Employ(colleague, "Pharmacien");
        Assert.Null(_desk.Begin(_alice, colleague));
        Assert.Null(_desk.Deposit(_doctor, Level.Restricted));
        ConsequenceRow told = Assert.Single(_desk.Told);
        Assert.Equal((colleague, NotificationKind.Document), (told.Person, told.Notification));
        _desk.CheckViews();
    }

    [Fact]
    public void A_version_keeps_those_before_it_and_replaces_the_one_that_was_seen()
    {
        Assert.Null(_desk.Deposit(_alice, Level.Normal, datedAt: 500));
        DossierDocument first = SeenBy(_alice).Single();
        Assert.Equal((500, first.Document), (first.DatedAt, first.Versions[0].Seq));
        Assert.Null(_desk.Replace(_doctor, first));
        Error late = _desk.Replace(_alice, first)!;
        Assert.Equal((ErrorCode.Taken, _doctor.ToByteString()), (late.Code, late.Person));
        DossierDocument second = SeenBy(_alice).Single();
        Assert.NotEqual(first.File.Hash, second.File.Hash);
        Assert.Equal([first.Document, _desk.Head - 1], second.Versions.Select(version => version.Seq));

        Assert.Equal(ErrorCode.WrongState, _desk.Withdraw(_doctor, second)!.Code);
        Assert.Null(_desk.Withdraw(_alice, second));
        Assert.Empty(SeenBy(_alice));
        late = _desk.Replace(_doctor, second)!;
        Assert.Equal((ErrorCode.Taken, _alice.ToByteString()), (late.Code, late.Person));
        _desk.CheckViews();
    }

    [Fact]
    public void The_same_bytes_are_the_same_document_of_a_level()
    {
        ByteString file = Desk.Id();
        Assert.Null(_desk.Deposit(_doctor, Level.Normal, file));
        Assert.Null(_desk.Deposit(_alice, Level.Normal, file));
        Assert.Empty(_desk.Last.Facts);
        Assert.Equal(_desk.Head - 1, _desk.Last.Reply!.ChangeDocument.Document);
        Assert.Null(_desk.Deposit(_doctor, Level.Restricted, file));
        Assert.NotEmpty(_desk.Last.Facts);
    }

    [Fact]
    public void The_last_documents_of_each_level_and_of_roles_named_for_it_are_shown()
    {
        Assert.Null(_desk.Deposit(_doctor, Level.Restricted));
        Assert.Null(_desk.Deposit(_doctor, Level.Normal));
        DossierDocument first = SeenBy(_alice).Single();
        for (int i = 0; i < DocumentLimits.Recent; i++)
        {
            Assert.Null(_desk.Deposit(_doctor, Level.Normal));
        }

        Assert.Equal(DocumentLimits.Recent, SeenBy(_alice).Count);
        Assert.Equal(DocumentLimits.Recent + 1, SeenBy(_doctor).Count);
        Assert.Equal(ErrorCode.NotAccessible, _desk.Replace(_alice, first)!.Code);
        for (int i = 1; i < DocumentLimits.Versions; i++)
        {
            Assert.Null(_desk.Replace(_doctor, SeenBy(_doctor)[^1]));
        }

        Assert.Equal(ErrorCode.LimitReached, _desk.Replace(_doctor, SeenBy(_doctor)[^1])!.Code);

        // What others read, and alice does not, takes nothing of hers away.
        Assert.Null(_desk.DepositFor(_doctor, Level.Restricted, CareRole.Paramedical));
        DossierDocument named = SeenBy(_alice)[^1];
        for (int i = 0; i < DocumentLimits.Recent; i++)
        {
            Assert.Null(_desk.DepositFor(_doctor, Level.Restricted, CareRole.Coordinator));
        }

        Assert.Equal(named, SeenBy(_alice)[^1]);
        Assert.Equal((2 * DocumentLimits.Recent) + 2, SeenBy(_doctor).Count);
        Assert.Null(_desk.DepositFor(_doctor, Level.Restricted, CareRole.Coordinator));
        Assert.Equal((2 * DocumentLimits.Recent) + 2, SeenBy(_doctor).Count);
        _desk.CheckViews();
    }

    [Fact]
    public void What_is_wrong_with_a_document_is_named()
    {
        var deposit = new NewDossierDocument();
        Assert.Equal("deposit.category", Wrong());
        deposit.Category = DocumentCategory.Letter;
        Assert.Equal("deposit.title", Wrong());
        deposit.Title = new string('é', DocumentLimits.TitleCharacters + 1);
        Assert.Equal("deposit.title", Wrong());
        deposit.Title = new string('é', DocumentLimits.TitleCharacters);
        Assert.Equal("deposit.file", Wrong());
        deposit.File = new FileReference { File = ByteString.CopyFromUtf8("court") };
        Assert.Equal("deposit.file.file", Wrong());
        deposit.DatedAt = _desk.Now + 1;
        Assert.Equal("deposit.dated_at", Wrong());
        Assert.Equal("change", _desk.Change(_alice, new ChangeDocumentRequest())!.Field);
        Assert.Equal("withdraw.reason", _desk.Change(
            _alice, new ChangeDocumentRequest { Withdraw = new DocumentWithdrawal { Document = 1 } })!.Field);

        string? Wrong() => _desk.Change(_alice, new ChangeDocumentRequest { Deposit = deposit })?.Field;
    }

    private IList<DossierDocument> SeenBy(PersonId person) =>
        _desk.Dossier.Show(_desk.Dossier.RightOf(person)!.Value.Access).Documents;
}
