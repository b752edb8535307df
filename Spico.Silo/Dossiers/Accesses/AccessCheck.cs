using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Accesses;

/// <summary>
/// Before a call to a dossier: what the caller's right hangs on elsewhere is looked at again. Costs nothing for who is
/// in the circle in no particular practice situation. Lives on its grain's turn.
/// </summary>
internal sealed class AccessCheck(
    StreamId dossier, StreamPipeline<DossierState> pipeline, DossierServices elsewhere)
{
    private const int KeptMax = 256;
    private const long FreshMs = 60_000;

    private readonly Dictionary<PersonId, long> _checked = [];

    /// <summary>Makes the right of who calls what it is now. What fails here is found again by what follows.</summary>
    public async ValueTask SettleAsync(PersonId person)
    {
        DossierState? fold = pipeline.Fold;
        if (fold is null)
        {
            (_, fold) = await pipeline.AskAsync(person, static (fold, _) => fold);
        }

        if (fold is not { Exists: true })
        {
            return;
        }

        bool isMember = fold.Circle.PeriodOf(person) is not null;
        if (!isMember && fold.Accesses.Find(person) is { Kind: AccessKind.Emergency } emergency)
        {
            if (emergency.Until <= elsewhere.Now)
            {
                DossierCall call = elsewhere.CallFor(dossier, person);
                await pipeline.SubmitAsync(new EndAccessCommand(call, Guid.NewGuid()));
            }
        }
        else if (isMember ? fold.Circle.PeriodOf(person)!.Practice is not null : fold.Circle.Structures.Any())
        {
            await NoteUnlessFreshAsync(fold, person);
        }
    }

    /// <summary>The person practises elsewhere, or as something else.</summary>
    public ValueTask<Reply> NoteAsync(PersonId person)
    {
        _checked.Remove(person);
        return pipeline.SubmitAsync(new NotePracticesCommand(elsewhere.CallFor(dossier, person)));
    }

    private async ValueTask NoteUnlessFreshAsync(DossierState fold, PersonId person)
    {
        long now = elsewhere.Now;
        // Who has no right is looked at each time: they may have come to the structure just now.
        if (fold.RightOf(person) is not null && _checked.TryGetValue(person, out long at) && now - at < FreshMs)
        {
            return;
        }

        await NoteAsync(person);
        if (_checked.Count >= KeptMax)
        {
            _checked.Clear();
        }

        _checked[person] = now;
    }
}
