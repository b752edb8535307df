using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers;

/// <content>What its patient objects to, for conversations about them.</content>
internal sealed partial class DossierGrain
{
    private static readonly RowSql ConversationsAbout = new(
        "SELECT stream FROM patient_conversation WHERE dossier = $1 ORDER BY stream");

    public async ValueTask<Error?> FindObjection(SharingAsked[] asked, int merges)
    {
        foreach (SharingAsked one in asked)
        {
            if (await FindObjectionAsync(one) is { } objected)
            {
                return objected;
            }
        }

        return await AskMainAsync(merges) is { } main ? await main.FindObjection(asked, merges + 1) : null;
    }

    public async ValueTask<ObjectedFound> FindObjected(SharingAsked[] asked, int merges)
    {
        var objected = new List<PersonId>();
        foreach (SharingAsked one in asked)
        {
            Error? found = await FindObjectionAsync(one);
            if (found is { Retryable: true })
            {
                return new ObjectedFound(found, []);
            }

            if (found is not null)
            {
                objected.Add(one.Person);
            }
        }

        if (await AskMainAsync(merges) is not { } main)
        {
            return new ObjectedFound(null, [.. objected]);
        }

        ObjectedFound more = await main.FindObjected(asked, merges + 1);
        return more with { People = [.. objected.Union(more.People)] };
    }

    // A conversation that begins meanwhile asks by itself.
    public async ValueTask<bool> TellConversations(PersonId author, long seq)
    {
        (Error? refusal, StreamId[]? about) = await _pipeline.AskAsync(
            _stream,
            static (fold, self) => fold.Identity.OneWith.Prepend(self).ToArray());
        if (about is null)
        {
            return refusal is not { Retryable: true };
        }

        bool isDone = true;
        foreach (StreamId dossier in about)
        {
            foreach (StreamId conversation in await _services.Storage.Store.ReadRowsAsync(
                ConversationsAbout, row => StreamId.From(row.Id(0)), dossier.Value))
            {
                isDone &= await GrainFactory.GetGrain<IObeysObjections>(StreamKey.Of(conversation))
                    .ObeyObjections(author, _stream, seq);
            }
        }

        return isDone;
    }

    private async ValueTask<Error?> FindObjectionAsync(SharingAsked asked)
    {
        (Error? refusal, DossierState? fold) = await _pipeline.AskAsync(0, static (fold, _) => fold);
        LetGoIfNothing();
        if (refusal is { Retryable: true } || fold is not { Objections.Count: > 0 })
        {
            // Not known is not the same as none.
            return refusal is { Retryable: true } ? refusal : null;
        }

        CarerFound found = await _elsewhere.FindCarerAsync(asked.Person);
        CircleMember member = CirclePeriods.Professional(asked.Person.ToByteString(), found.StructuresOf(null));
        // Who is in the circle has been let in by the patient, whatever they object to since then but them.
        bool isIn = fold.Circle.Has(asked.Person);
        SharingObjection? objection = isIn
            ? fold.Objections.Naming(member, _elsewhere.Now)
            : fold.Objections.Against(member, fold.Consents, _elsewhere.Now, asked.IsEmergency);
        return objection is not null && (!asked.IsEmergency || objection.InEmergencies)
            ? Refusal.GroundMissing(LegalStep.LiftObjection, objection.Objection)
            : null;
    }

    // Two dossiers that were merged are one patient's: what they object to in the one that goes on holds here too.
    private async ValueTask<IDossierObjections?> AskMainAsync(int merges)
    {
        if (merges >= DossierLimits.MergesInARow)
        {
            return null;
        }

        (Error? _, StreamId? main) = await _pipeline.AskAsync(
            0,
            static (fold, _) => StreamId.TryFrom(fold.Identity.MergedInto, out StreamId into) ? into : (StreamId?)null);
        return main is { } into ? GrainFactory.GetGrain<IDossierObjections>(StreamKey.Of(into)) : null;
    }
}
