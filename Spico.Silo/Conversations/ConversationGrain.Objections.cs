using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <content>With whom the patient it is about does not want their data to be shared.</content>
internal sealed partial class ConversationGrain : IObeysObjections
{
    public ValueTask<bool> ObeyObjections(PersonId author, StreamId dossier, long seq) =>
        ObeyAsync(author, dossier, (dossier, seq), since: 0);

    public async ValueTask<bool> AskAboutNewcomers(PersonId author, long seq)
    {
        (Error? refusal, Patient? patient) = await _pipeline.AskAsync(0, static (fold, _) => fold.Patient);
        return StreamId.TryFrom(patient?.Dossier, out StreamId dossier)
            ? await ObeyAsync(author, dossier, (_stream, seq), since: seq)
            : Refusal.IsSettled(LetGoIfNothing(new Reply { Error = refusal }));
    }

    private async ValueTask<bool> ObeyAsync(
        PersonId author, StreamId dossier, (StreamId Stream, long Seq) fact, long since)
    {
        (Error? refusal, SharingAsked[]? members) = await _pipeline.AskAsync(
            since,
            static (fold, since) => fold.Patient is null ? [] : fold.Members
                .Where(member => member.Value.Since >= since)
                .Select(member => new SharingAsked(member.Key, IsEmergency: false)).ToArray());
        if (members is null or [])
        {
            return Refusal.IsSettled(LetGoIfNothing(new Reply { Error = refusal }));
        }

        IDossierObjections objections = GrainFactory.GetGrain<IDossierObjections>(StreamKey.Of(dossier));
        ObjectedFound found = await objections.FindObjected(members);
        bool isDone = found.Refusal is null;
        foreach (PersonId person in found.People)
        {
            Guid id = ConsequenceId.Of(ConsequenceKind.ObjectionsHold, fact.Stream, fact.Seq, person);
            isDone &= await IsStillLetInAsync(objections, person)
                || Refusal.IsSettled(await _pipeline.SubmitAsync(
                    EndMembershipCommand.ByObjection(_stream, author, person, id)));
        }

        return isDone;
    }

    // Whoever came in an emergency stays, unless the patient objects to that too: the fact that added them says so.
    private async ValueTask<bool> IsStillLetInAsync(IDossierObjections objections, PersonId person)
    {
        (Error? _, (long Since, StreamCipher? Cipher) asked) = await _pipeline.AskAsync(
            person, static (fold, cipher, person) => (fold.MembershipOf(person)?.Since ?? 0, cipher));
        if (asked.Since == 0 || asked.Cipher is null)
        {
            return false;
        }

        List<Fact> added = await _services.Storage.Store.ReadFactsAsync(
            _stream,
            asked.Since - 1,
            backwards: false,
            limit: 1,
            row => Fact.Parser.ParseFrom(asked.Cipher.Open(row)));
        return added is [{ MemberAdded.Basis: LegalBasis.Emergency }]
            && await objections.FindObjection([new SharingAsked(person, IsEmergency: true)]) is null;
    }

    private async ValueTask<Error?> FindObjectionAsync(NewMember? member)
    {
        (Error? refusal, Patient? patient) = await _pipeline.AskAsync(0, static (fold, _) => fold.Patient);
        return refusal is { Retryable: true } ? refusal
            : member is not null && StreamId.TryFrom(patient?.Dossier, out StreamId dossier)
            ? await FindObjectionAsync(dossier, [member])
            : null;
    }

    private ValueTask<Error?> FindObjectionAsync(Caller caller, CreateConversationRequest creation) =>
        creation.Kind == ConversationKind.Patient
            && StreamId.TryFrom(creation.Patient, out StreamId patient) && patient.Kind == StreamKind.Patient
            ? FindObjectionAsync(
                StreamId.DossierOf(patient),
                [
                    .. creation.Members,
                    new NewMember { Person = caller.Person.ToByteString() },
                    new NewMember { Person = caller.ActedBy?.ToByteString() ?? ByteString.Empty },
                ])
            : ValueTask.FromResult<Error?>(null);

    private async ValueTask<Error?> FindObjectionAsync(StreamId dossier, IEnumerable<NewMember> members)
    {
        var asked = new List<SharingAsked>();
        foreach (NewMember member in members)
        {
            if (PersonId.TryFrom(member.Person, out PersonId person))
            {
                asked.Add(new SharingAsked(person, member.Basis == LegalBasis.Emergency));
            }
        }

        return asked.Count == 0
            ? null
            : await GrainFactory.GetGrain<IDossierObjections>(StreamKey.Of(dossier)).FindObjection([.. asked]);
    }
}
