using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Identity;

/// <summary>A dossier to create, once everybody who may be the same patient was looked at.</summary>
internal sealed class CreateDossierCommand : IStreamCommand<DossierState>
{
    private static readonly RowSql AddDossier = new(
        "INSERT INTO dossier (stream, patient, created_at) VALUES ($1, $2, $3)");

    private readonly DossierCall _call;
    private readonly CreateDossierRequest _creation;
    private readonly StreamId _about;
    private Patient? _patient;
    private CarerFound _author = new(null, []);

    private CreateDossierCommand(DossierCall call, RequestId request, CreateDossierRequest creation, StreamId about)
    {
        _call = call;
        _creation = creation;
        _about = about;
        Request = request;
        Hash = RequestHash.Of(Command.CreateDossierFieldNumber, creation);
    }

    public PersonId Author => _call.Caller.Person;

    public RequestId Request { get; }

    public Guid Hash { get; }

    public bool NeedsPreparation => true;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(DossierCall call, out IStreamCommand<DossierState>? change)
    {
        change = null;
        CreateDossierRequest request = call.Command.CreateDossier;
        if (!RequestId.TryFrom(request.RequestId, out RequestId id))
        {
            return Refusal.Invalid("request_id", "16 bytes.");
        }

        if (!StreamId.TryFrom(request.Patient, out StreamId about) || about.Kind != StreamKind.Patient
            || StreamId.DossierOf(about) != call.Dossier)
        {
            return Refusal.Invalid("patient", "The 16 bytes of a patient.");
        }

        if (request.SetAside.Count > DossierLimits.SetAside)
        {
            return Refusal.TooLarge("set_aside", DossierLimits.SetAside, "patients");
        }

        if ((CircleFields.Check(request.Function, request.Ground)
            ?? CircleFields.CheckPractice(request.Practice, "practice")) is { } invalid)
        {
            return invalid;
        }

        change = new CreateDossierCommand(call, id, request, about);
        return null;
    }

    public async ValueTask<Error?> PrepareAsync()
    {
        (Error? refusal, _patient, _) = await _call.Services.Patient(_about).Find();
        if (refusal is not null || _patient is null)
        {
            return refusal ?? Refusal.NotAccessible("patient");
        }

        _author = await _call.Services.FindCarerAsync(Author);
        if (!_creation.Practice.IsEmpty && _author.Find(_creation.Practice) is null)
        {
            return Refusal.Invalid("practice", "One of the caller's practice situations.");
        }

        // Whoever could bring nobody in would be alone in it for ever.
        if (!_call.MayWriteAs(_author.RoleIn(_author.Find(_creation.Practice)), DataClass.Circle))
        {
            return Refusal.NotAccessible("dossier");
        }

        SearchPatientsResponse alike = await _call.Services.Patients.SearchAsync(_patient.Traits);
        bool isLookedAt = alike.Matches.All(match =>
            match.Patient.Id == _patient.Id || _creation.SetAside.Contains(match.Patient.Id));
        return isLookedAt
            ? null
            : Refusal.WrongState("Somebody who may be the same was not set aside: search, and look at who is found.");
    }

    public Decision Decide(DossierState fold)
    {
        if (fold.Exists)
        {
            return Decision.Refuse(Refusal.WrongState("The patient has a dossier."));
        }

        var begin = new BeginCirclePeriod { Person = Author.ToByteString() };
        PracticeSituation? practice = _author.Find(_creation.Practice);
        ByteString[] structures = _author.StructuresOf(practice);
        CircleMember creator = CirclePeriods.WorkingFor(
            CirclePeriods.Member(CircleMemberId.Of(Author), begin), structures);
        GroundAnswer answer = GroundRules.Answer(
            new GroundQuestion(creator, _creation.Function, _creation.Ground, structures, _call.Now),
            fold.Circle,
            fold.Consents,
            fold.Objections);
        if (answer.Missing != LegalStep.Unspecified)
        {
            return Decision.Refuse(Refusal.GroundMissing(answer.Missing, answer.Objection));
        }

        creator = CirclePeriods.Begin(creator, new CirclePeriod
        {
            From = _call.Now,
            Function = _creation.Function,
            Ground = answer.Proven,
            BegunBy = Author.ToByteString(),
            Role = _author.RoleIn(practice),
            Practice = practice,
        });
        var created = new DossierCreated { Patient = _patient, SetAside = { _creation.SetAside } };
        Decision opened = Decision.Write(
            [
                new FactDraft(new Fact { DossierCreated = created }, DataClass.Identity),
                CircleFacts.Changed(creator),
            ],
            [],
            [],
            [
                new RowChange(AddDossier, _call.Dossier.Value, _about.Value, _call.Now),
                .. CircleRows.Of(_call.Dossier, creator),
            ]);
        ByteString? structure = structures is [var only] ? only : null;
        return DossierReadModels.Of(_call.Dossier, fold, opened, Author, _call.Now, structure);
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        CreateDossier = new CreateDossierResponse
        {
            Dossier = _call.Dossier.ToByteString(),
            Position = new Position { Epoch = epoch, Seq = (ulong)outcome.LastSeq },
        },
    };
}
