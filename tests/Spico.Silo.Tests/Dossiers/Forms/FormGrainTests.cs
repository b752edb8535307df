using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers;
using Spico.Silo.Dossiers.Forms;
using Spico.Silo.Inboxes;
using Spico.Silo.Patients;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using UglyToad.PdfPig;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Dossiers.Forms;

public sealed class FormGrainTests(Cluster clinic) : IClassFixture<Cluster>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private StreamId _dossier;

    private IDossierGrain Grain => clinic.Grains.GetGrain<IDossierGrain>(StreamKey.Of(_dossier));

    [Fact]
    public async Task A_draft_is_its_authors_alone_until_it_is_completed()
    {
        await OpenAsync();
        var draft = new FormDraft
        {
            Url = FormDesk.Living,
            Answers = { FormDesk.Group("aidants", FormDesk.Bool("aidant-present", false)) },
        };
        SaveFormDraftResponse saved = (await SaveAsync(_alice, draft)).SaveFormDraft;
        FormDraft kept = Assert.Single(await DraftsOfAsync(_alice));
        Assert.Equal((saved.Draft, "1.0", FormTheme.LivingEnvironment), (kept.Draft, kept.Version, kept.Theme));
        Assert.Empty(await DraftsOfAsync(_bob));
        draft.Draft = saved.Draft;
        Assert.Equal(ErrorCode.NotAccessible, (await SaveAsync(_bob, draft)).Error.Code);
        Assert.Equal(ErrorCode.NotAccessible, (await SaveAsync(PersonId.New(), draft)).Error.Code);
        Assert.Empty((await InboxDraftsAsync(_alice)).ListDrafts.Conversations);
        await clinic.DeactivateAsync(Grain);
        Assert.Equal(kept, Assert.Single(await DraftsOfAsync(_alice)));

        await DoAsync(_alice, new ChangeFormRequest
        {
            Complete = new NewForm
            {
                Url = FormDesk.Living,
                Draft = saved.Draft,
                Answers = { FormDesk.AnswersTo(FormDesk.Living) },
            },
        });
        Assert.Empty(await DraftsOfAsync(_alice));
    }

    [Fact]
    public async Task Drafts_are_checked_limited_and_taken_away()
    {
        await OpenAsync();
        var draft = new FormDraft { Url = FormDesk.Medical };
        for (int i = 0; i < FormLimits.Drafts; i++)
        {
            Assert.Null((await SaveAsync(_alice, draft)).Error);
        }

        Assert.Equal(ErrorCode.LimitReached, (await SaveAsync(_alice, draft)).Error.Code);
        FormDraft last = (await DraftsOfAsync(_alice))[0];
        last.Answers.Add(FormDesk.Whole("antecedents", 3));
        Assert.Equal("draft.answers/antecedents", (await SaveAsync(_alice, last)).Error.Field);
        Assert.Null((await SaveAsync(_alice, new FormDraft { Draft = last.Draft })).Error);
        Assert.Equal("draft.draft", (await SaveAsync(_alice, new FormDraft { Draft = last.Draft })).Error.Field);
        Assert.Equal("draft.url", (await SaveAsync(_alice, new FormDraft())).Error.Field);
        Assert.Equal("draft.url", (await SaveAsync(_alice, new FormDraft { Url = "urn:none" })).Error.Field);
        Assert.Equal(FormLimits.Drafts - 1, (await DraftsOfAsync(_alice)).Count);
    }

    [Fact]
    public async Task A_plans_document_is_of_the_version_asked_for()
    {
        await OpenAsync();
        Assert.Equal(ErrorCode.NotAccessible, (await DocumentAsync(_alice)).Error.Code);
        await CompleteAsync(FormDesk.General);
        await CompleteAsync(FormDesk.Synthesis);
        await DoAsync(_alice, new ChangePlanRequest
        {
            Head = new PlanHead
            {
                Referent = _alice.ToByteString(),
                ReviewAt = DateTimeOffset.UtcNow.AddDays(90).ToUnixTimeMilliseconds(),
                Agreement = "Accord oral",
            },
        });
        Reply goal = await DoAsync(_alice, new ChangePlanRequest { Goal = new PlanGoal { Text = "Marcher" } });
        await DoAsync(_alice, new ChangePlanRequest
        {
            Validate = new PlanValidation { Seen = goal.ChangePlan.Position.Seq },
        });
        ReadPlanDocumentResponse made = (await DocumentAsync(_alice, 1)).ReadPlanDocument;
        Assert.Equal("PPCS version 1.pdf", made.Name);
        Assert.Equal("version", (await DocumentAsync(_alice, 2)).Error.Field);
        Reply other = await DoAsync(_alice, new ChangePlanRequest { Goal = new PlanGoal { Text = "Jardiner" } });
        await DoAsync(_alice, new ChangePlanRequest
        {
            Validate = new PlanValidation { Seen = other.ChangePlan.Position.Seq },
        });
        foreach ((uint version, bool isSecond) in new[] { (1u, false), (2u, true), (0u, true) })
        {
            string text = TextOf((await DocumentAsync(_alice, version)).ReadPlanDocument.Document);
            Assert.Contains("Marcher", text, StringComparison.Ordinal);
            Assert.Equal(isSecond, text.Contains("Jardiner", StringComparison.Ordinal));
        }

        Assert.Equal(ErrorCode.NotAccessible, (await DocumentAsync(_bob)).Error.Code);
    }

    [Fact]
    public async Task Definitions_are_told_to_whoever_asks()
    {
        IFormsGrain forms = clinic.Grains.GetGrain<IFormsGrain>(0);
        ListFormsResponse all = (await forms.List(Cluster.As(_bob), new ListFormsRequest())).ListForms;
        Assert.Equal(FormDesk.Urls.Order(), all.Forms.Select(form => form.Url));
        Assert.All(all.Forms, form => Assert.Empty(form.Items));
        var one = new ListFormsRequest { Url = FormDesk.Medical };
        Assert.NotEmpty((await forms.List(Cluster.As(_bob), one)).ListForms.Forms[0].Items);
        one.Version = "9";
        Assert.Equal("url", (await forms.List(Cluster.As(_bob), one)).Error.Field);
    }

    private static string TextOf(ByteString document)
    {
        using PdfDocument pdf = PdfDocument.Open(document.ToByteArray());
        return string.Concat(pdf.GetPages().Select(page => page.Text));
    }

    private async Task OpenAsync()
    {
        Reply patient = await clinic.Grains.GetGrain<IPatientsGrain>(0).Register(
            Cluster.As(_alice),
            new RegisterPatientRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Traits = new PatientTraits
                {
                    BirthName = $"Exemple {Guid.NewGuid():N}",
                    GivenNames = "Camille",
                    BirthDate = "1961-07-14",
                    Sex = Sex.Female,
                },
                Status = IdentityStatus.Prov,
            });
        Assert.True(StreamId.TryFrom(patient.RegisterPatient.Dossier, out _dossier));
        Reply created = await Grain.CarryOut(Cluster.As(_alice), new Command
        {
            CreateDossier = new CreateDossierRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Patient = patient.RegisterPatient.Patient,
                Function = CareFunction.Nurse,
                Ground = new LegalGround { Basis = LegalBasis.Exchange },
            },
        });
        Assert.Null(created.Error);
    }

    private async Task CompleteAsync(string url)
    {
        Subscription opened = await Grain.Subscribe(Cluster.As(_alice), clinic.Observe(new TestGateway()));
        await DoAsync(_alice, new ChangeFormRequest
        {
            Complete = new NewForm
            {
                Url = url,
                Answers = { FormDesk.AnswersTo(url, opened.View!.Dossier.Circle[0].Id) },
            },
        });
    }

    private async Task<Reply> DoAsync(PersonId person, ChangeFormRequest request)
    {
        (request.RequestId, request.Dossier) = (RequestId.New().ToByteString(), _dossier.ToByteString());
        Reply reply = await Grain.CarryOut(Cluster.As(person), new Command { ChangeForm = request });
        Assert.Null(reply.Error);
        return reply;
    }

    private async Task<Reply> DoAsync(PersonId person, ChangePlanRequest request)
    {
        (request.RequestId, request.Dossier) = (RequestId.New().ToByteString(), _dossier.ToByteString());
        Reply reply = await Grain.CarryOut(Cluster.As(person), new Command { ChangePlan = request });
        Assert.Null(reply.Error);
        return reply;
    }

    private async Task<Reply> SaveAsync(PersonId person, FormDraft draft) => await Grain.CarryOut(
        Cluster.As(person),
        new Command
        {
            SaveFormDraft = new SaveFormDraftRequest { Dossier = _dossier.ToByteString(), Draft = draft },
        });

    private async Task<IReadOnlyList<FormDraft>> DraftsOfAsync(PersonId person)
    {
        Reply reply = await Grain.CarryOut(Cluster.As(person), new Command
        {
            ListFormDrafts = new ListFormDraftsRequest { Dossier = _dossier.ToByteString() },
        });
        return reply.ListFormDrafts?.Drafts ?? [];
    }

    // An inbox that there is: one without a fact has no drafts, whatever lies in the table.
    private async Task<Reply> InboxDraftsAsync(PersonId person)
    {
        IInboxGrain inbox = clinic.Grains.GetGrain<IInboxGrain>(StreamKey.Of(StreamId.InboxOf(person)));
        Reply set = await inbox.SetQuietHours(Cluster.As(person), new SetQuietHoursRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Hours = new QuietHours { From = 1, Until = 2 },
        });
        Assert.Null(set.Error);
        return await inbox.ListDrafts(Cluster.As(person), new ListDraftsRequest());
    }

    private async Task<Reply> DocumentAsync(PersonId person, uint version = 0) => await Grain.CarryOut(
        Cluster.As(person),
        new Command
        {
            ReadPlanDocument = new ReadPlanDocumentRequest { Dossier = _dossier.ToByteString(), Version = version },
        });
}
