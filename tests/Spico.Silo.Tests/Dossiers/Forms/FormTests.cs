using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Forms;
using Spico.Silo.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Dossiers.Forms;

public sealed class FormTests
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _social = PersonId.New();
    private readonly Desk _desk;

    public FormTests()
    {
        _desk = new Desk(_alice);
        _desk.People.Employ(_social, "Assistante sociale");
        Assert.Null(_desk.Begin(_alice, _bob));
        Assert.Null(_desk.Begin(_alice, _social));
    }

    [Fact]
    public void A_form_is_completed_with_all_that_was_asked_and_a_view_has_it_without_answers()
    {
        Assert.Null(_desk.Complete(_alice, FormDesk.Social));
        FormResponse told = _desk.Facts[^1].Body!.FormChanged.Response;
        Assert.Equal(["famille", "activite", "protection", "juridique", "ressources", "social-commentaire"],
            told.Answers.Select(answer => answer.LinkId));
        Assert.Equal("Veuf ou veuve", told.Answers[0].Items[0].Values[0].Coding.Display);
        Assert.Equal("Situation", told.Answers[0].Items[0].Text);
        Assert.DoesNotContain("entourage-domicile", told.Answers[0].Items.Select(answer => answer.LinkId));
        Assert.Equal(DataClass.Social, _desk.Facts[^1].DataClass);

        FormResponse seen = Assert.Single(_desk.Dossier.Show(StreamAccess.All).Forms);
        Assert.Empty(seen.Answers);
        Assert.Equal(
            ((ulong)_desk.Dossier.Head.Seq, "Administratif et social", FormState.Completed),
            (seen.Revision, seen.Title, seen.State));
    }

    [Fact]
    public void Of_two_who_amend_a_form_one_wins_and_the_other_is_told_who()
    {
        Assert.Null(_desk.Complete(_alice, FormDesk.Medical));
        ulong form = (ulong)_desk.Dossier.Head.Seq;
        FormAnswer[] answers =
        [
            FormDesk.Group(
                "allergies",
                FormDesk.Code("allergie-connue", "oui"),
                FormDesk.Group("allergie", FormDesk.Text("allergie-a", "Pénicilline"))),
        ];
        Assert.Null(_desk.Amend(_bob, form, form, answers));
        Error refusal = _desk.Amend(_alice, form, form, answers)!;
        Assert.Equal((ErrorCode.Taken, _bob.ToByteString()), (refusal.Code, refusal.Person));
        FormResponse amended = _desk.Dossier.Forms.Find(form)!;
        Assert.Equal(
            (FormState.Amended, 1u, form, (ulong)_desk.Dossier.Head.Seq),
            (amended.State, amended.Amendments, amended.Previous, amended.Revision));
        _desk.CheckViews();
    }

    [Fact]
    public void Only_its_author_takes_a_form_back_and_then_it_is_over()
    {
        Assert.Null(_desk.Complete(_alice, FormDesk.Living));
        ulong form = (ulong)_desk.Dossier.Head.Seq;
        Assert.Equal(ErrorCode.WrongState, _desk.Retract(_bob, form)!.Code);
        Assert.Null(_desk.Retract(_alice, form));
        Assert.Null(_desk.Retract(_alice, form));
        Assert.Empty(_desk.Last.Facts);
        Assert.Equal(
            ErrorCode.WrongState,
            _desk.Amend(_alice, form, _desk.Dossier.Forms.Find(form)!.Revision, FormDesk.AnswersTo(FormDesk.Living))!
                .Code);
    }

    [Fact]
    public void Who_may_not_write_a_class_neither_completes_nor_amends_its_forms()
    {
        Assert.Equal(ErrorCode.NotAccessible, _desk.Complete(_social, FormDesk.Medical)!.Code);
        Assert.Null(_desk.Complete(_alice, FormDesk.Medical));
        ulong form = (ulong)_desk.Dossier.Head.Seq;
        Assert.Equal(
            ErrorCode.NotAccessible,
            _desk.Amend(_social, form, form, FormDesk.AnswersTo(FormDesk.Medical))!.Code);
        Assert.Equal(ErrorCode.NotAccessible, _desk.Retract(_social, form)!.Code);
        Assert.Null(_desk.Complete(_social, FormDesk.Social));
        Assert.Equal([FormTheme.AdministrativeSocial], Seen(_social));
        Assert.Equal([FormTheme.Medical, FormTheme.AdministrativeSocial], Seen(_bob));
    }

    [Fact]
    public void A_new_version_leaves_old_answers_readable_and_amends_them()
    {
        FormDefinition old = FormCatalog.Shipped.Find(FormDesk.Medical, "")!;
        Assert.Null(_desk.Complete(_alice, FormDesk.Medical));
        ulong form = (ulong)_desk.Dossier.Head.Seq;
        FormResponse before = _desk.Facts[^1].Body!.FormChanged.Response.Clone();

        var next = new FormDefinition { Url = old.Url, Version = "2.0", Title = "Santé", Theme = old.Theme };
        next.Items.Add(new FormItem { LinkId = "resume", Text = "Résumé", Type = FormItemType.Text, Required = true });
        _desk.Forms = new FormCatalog([next]);
        Assert.Equal(before, _desk.Facts[^1].Body!.FormChanged.Response);
        Assert.Equal("Allergie ou intolérance connue", before.Answers.Single(answer => answer.LinkId == "allergies")
            .Items[0].Text);
        Error gone = _desk.Amend(_alice, form, form, FormDesk.AnswersTo(FormDesk.Medical))!;
        Assert.Equal((ErrorCode.InvalidArgument, "amend.version"), (gone.Code, gone.Field));
        Assert.Null(_desk.Amend(_alice, form, form, [FormDesk.Text("resume", "RAS")], "2.0"));
        FormResponse after = _desk.Facts[^1].Body!.FormChanged.Response;
        Assert.Equal(("2.0", "Santé", form), (after.Version, after.Title, after.Previous));
    }

    [Fact]
    public void What_values_name_is_in_the_dossier()
    {
        Error stranger = _desk.Complete(
            _alice, FormDesk.General, FormDesk.AnswersTo(FormDesk.General, ByteString.CopyFrom(new byte[16])))!;
        Assert.Equal(
            (ErrorCode.InvalidArgument, "complete.answers/demande/demandeur"), (stranger.Code, stranger.Field));
        FormAnswer[] answers = FormDesk.AnswersTo(FormDesk.Medical);
        Error unwritten = _desk.Complete(_alice, FormDesk.Medical, [.. answers, FormDesk.Group(
            "traitements",
            FormDesk.Of(
                "traitement-ordonnance", new FormValue { Entry = (ulong)_desk.Dossier.Head.Seq + 1 }))])!;
        Assert.Equal("complete.answers/traitements/traitement-ordonnance", unwritten.Field);
    }

    [Fact]
    public void Answers_have_so_many_bytes_and_a_class_so_many_forms()
    {
        FormAnswer text = FormDesk.Text("medical-commentaire", new string('é', FormLimits.AnswerCharacters));
        Error refusal = _desk.Complete(
            _alice, FormDesk.Medical, [.. FormDesk.AnswersTo(FormDesk.Medical), .. Enumerable.Repeat(text, 5)])!;
        Assert.Equal((ErrorCode.TooLarge, "complete.answers"), (refusal.Code, refusal.Field));
        for (int i = 0; i < FormLimits.Responses; i++)
        {
            Assert.Null(_desk.Complete(_alice, i % 2 == 0 ? FormDesk.Social : FormDesk.Living));
        }

        Assert.Equal(ErrorCode.LimitReached, _desk.Complete(_alice, FormDesk.Social)!.Code);
        Assert.Null(_desk.Complete(_alice, FormDesk.Medical));
    }

    private IEnumerable<FormTheme> Seen(PersonId person) =>
        _desk.Dossier.Show(_desk.Dossier.RightOf(person)!.Value.Access).Forms.Select(form => form.Theme);
}
