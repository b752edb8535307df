using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Forms;
using Spico.Silo.Dossiers.Liaison;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers;

/// <content>What is looked up before a question is answered or a change decided.</content>
internal sealed partial class DossierGrain
{
    // What a question or a change is about and the state does not hold.
    private async ValueTask<(Error? Refusal, DossierCall Call)> FetchAsync(DossierCall call)
    {
        if (call.Command.BodyCase == Command.BodyOneofCase.ExplainRights)
        {
            return await RightsQuery.PrepareAsync(call);
        }

        if (call.Command.ChangeForm is { } change)
        {
            return await FindDocumentsAsync(call, change);
        }

        ulong entry = LiaisonReader.EntryOf(call.Command.ChangeLiaison);
        return entry > 0 && _pipeline.Fold?.Liaison.Find(entry) is null
            ? await FindEntryAsync(call, entry)
            : (null, call);
    }

    private async ValueTask<(Error? Refusal, DossierCall Call)> FindEntryAsync(DossierCall call, ulong entry)
    {
        (Error? refusal, StreamReading? reading) = await _pipeline.OpenReadingAsync(call.Caller.Person);
        if (reading is null)
        {
            return (refusal, call);
        }

        try
        {
            LiaisonEntry? found = await LiaisonReader.FindAsync(_services.Storage.Store, _stream, reading, entry);
            return (null, call with { Entry = found });
        }
        catch (StoreException failure)
        {
            return (Refusal.Of(failure.Failure), call);
        }
    }

    // What answers name: documents that the author reads, and those that the form named before, which stay.
    private async ValueTask<(Error? Refusal, DossierCall Call)> FindDocumentsAsync(
        DossierCall call, ChangeFormRequest change)
    {
        IReadOnlyCollection<ulong> named = FormEntries.In(change.Complete?.Answers ?? change.Amend?.Answers ?? []);
        if (named.Count == 0)
        {
            return (null, call);
        }

        (Error? refusal, StreamReading? reading) =
            await _pipeline.OpenReadingAsync(call.Caller.Person, WithheldBy(call.Bound));
        if (reading is null)
        {
            return (refusal, call);
        }

        try
        {
            FormChanged? before = (await FindFactAsync(reading, change.Amend?.Revision ?? 0))?.FormChanged;
            HashSet<ulong> documents = [.. FormEntries.In(before?.Response.Answers ?? [])];
            foreach (ulong seq in named.Except(documents).Take(FormLimits.Documents).ToArray())
            {
                if ((await FindFactAsync(reading, seq))?.DocumentChanged is { Document.Withdrawn: "" })
                {
                    documents.Add(seq);
                }
            }

            return (null, call with { Documents = documents });
        }
        catch (StoreException failure)
        {
            return (Refusal.Of(failure.Failure), call);
        }
    }

    private async ValueTask<Fact?> FindFactAsync(StreamReading reading, ulong seq)
    {
        if (seq == 0 || seq > (ulong)reading.Head.Seq)
        {
            return null;
        }

        List<FactRow> facts = await _services.Storage.Store.ReadFactsAsync(_stream, (long)seq - 1, false, 1);
        return facts is [var fact] ? reading.Open(fact) : null;
    }
}
