using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <content>With whom the patient it is about does not want their data to be shared.</content>
internal sealed partial class ConversationGrain
{
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
