using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Forms;

/// <summary>
/// Forms that members have begun, each known to its author alone: latest values beside the facts, sealed under the
/// dossier's key. Lives on the dossier's turn.
/// </summary>
internal sealed class FormDrafts
{
    private const int KeptMax = 32;

    private static readonly RowSql One = new("SELECT version, sealed FROM draft WHERE person = $1 AND stream = $2");

    private readonly StreamId _stream;
    private readonly StreamPipeline<DossierState> _pipeline;
    private readonly StreamServices _services;
    private readonly FormCatalog _catalog;
    private readonly KeptValues<PersonId, DraftsRow> _kept;

    public FormDrafts(
        StreamId stream, StreamPipeline<DossierState> pipeline, StreamServices services, FormCatalog catalog)
    {
        _stream = stream;
        _pipeline = pipeline;
        _services = services;
        _catalog = catalog;
        _kept = new KeptValues<PersonId, DraftsRow>(ReadAsync, services, KeptMax);
    }

    /// <summary>Keeps a draft, or takes it away.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<Reply> SaveAsync(PersonId person, SaveFormDraftRequest request)
    {
        FormDraft draft = request.Draft ?? new FormDraft();
        if (draft.Url.Length == 0)
        {
            return draft.Draft == 0
                ? new Reply { Error = Refusal.Invalid("draft.url", "Not empty.") }
                : await ChangeAsync(person, new FormDraft { Draft = draft.Draft });
        }

        if (_catalog.Find(draft.Url, draft.Version) is not { } definition)
        {
            return new Reply { Error = Refusal.Invalid("draft.url", "A form there is, in a version there is.") };
        }

        if (ChangeFormCommand.CheckSize(draft.Answers, "draft.answers") is { } tooLarge)
        {
            return new Reply { Error = tooLarge };
        }

        FormSheet sheet = FormValidator.Validate(definition, draft.Answers, isDraft: true);
        return sheet.Fault is { } fault
            ? new Reply { Error = fault.ToError("draft.answers") }
            : await ChangeAsync(person, new FormDraft
            {
                Draft = draft.Draft,
                Url = definition.Url,
                Version = definition.Version,
                Theme = definition.Theme,
                Response = draft.Response,
                Answers = { sheet.Answers },
            });
    }

    /// <summary>Takes a draft away that became a form; that it stays for once harms nobody.</summary>
    public async ValueTask EndAsync(PersonId person, Command command, Reply reply)
    {
        ulong draft = command.ChangeForm?.Complete?.Draft ?? command.ChangeForm?.Amend?.Draft ?? 0;
        if (draft == 0 || reply.Error is not null)
        {
            return;
        }

        try
        {
            await ChangeAsync(person, new FormDraft { Draft = draft });
        }
        catch (StoreException)
        {
            // Its author sees it again, and takes it away.
        }
    }

    /// <summary>The drafts of a person.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<Reply> ListAsync(PersonId person)
    {
        (Error? refusal, Asked? asked) = await AskAsync(person);
        if (refusal is not null || asked is null)
        {
            return new Reply { Error = refusal ?? Refusal.NotAccessible("dossier") };
        }

        ListFormDraftsResponse drafts = Open(await _kept.LoadAsync(person), person, asked.Cipher);
        return new Reply
        {
            ListFormDrafts = new ListFormDraftsResponse
            {
                Drafts = { drafts.Drafts.Where(draft => asked.Writable.Contains(FormThemes.ClassOf(draft.Theme))) },
            },
        };
    }

    private async ValueTask<Reply> ChangeAsync(PersonId person, FormDraft draft)
    {
        (Error? refusal, Asked? asked) = await AskAsync(person);
        bool isEnd = draft.Url.Length == 0;
        if (refusal is not null || asked is null
            || (!isEnd && !asked.Writable.Contains(FormThemes.ClassOf(draft.Theme))))
        {
            return new Reply { Error = refusal ?? Refusal.NotAccessible("dossier") };
        }

        DraftsRow? loaded = await _kept.LoadAsync(person);

        // From here to the log nothing is awaited: two devices that save at once do it one after the other.
        loaded = _kept.Latest(person, loaded);
        ListFormDraftsResponse all = Open(loaded, person, asked.Cipher);
        FormDraft? before = all.Drafts.FirstOrDefault(one => one.Draft == draft.Draft);
        if (before is null && draft.Draft != 0)
        {
            return new Reply { Error = Refusal.NotAccessible("draft.draft") };
        }

        if (before is null && all.Drafts.Count >= FormLimits.Drafts)
        {
            return new Reply { Error = Refusal.LimitReached("draft", FormLimits.Drafts, "drafts to a dossier") };
        }

        long version = _kept.VersionAfter(loaded?.Version ?? 0);
        if (before is not null)
        {
            all.Drafts.Remove(before);
        }

        if (!isEnd)
        {
            draft.Draft = before?.Draft ?? (ulong)version;
            draft.SavedAt = _services.Now;
            all.Drafts.Insert(0, draft);
        }

        AppendOutcome outcome = await _kept.WriteAsync(person, new DraftsRow
        {
            Stream = _stream,
            Person = person,
            Version = version,
            Sealed = all.Drafts.Count == 0
                ? []
                : asked.Cipher.SealText(SealedColumns.FormDraftsOf(person), all.ToByteArray()),
        });
        return outcome == AppendOutcome.Durable
            ? new Reply
            {
                SaveFormDraft = new SaveFormDraftResponse { Draft = draft.Draft, SavedAt = draft.SavedAt },
            }
            : new Reply { Error = Refusal.Of(outcome) };
    }

    private ValueTask<Answer<Asked?>> AskAsync(PersonId person) => _pipeline.AskAsync(
        person,
        static (fold, cipher, person) => fold.Exists && cipher is not null && fold.RightOf(person) is not null
            ? new Asked(cipher, [.. FormThemes.Classes.Where(each => fold.MayWrite(person, each))])
            : null);

    private async ValueTask<DraftsRow?> ReadAsync(PersonId person) => (await _services.Storage.Store.ReadRowsAsync(
        One,
        row => new DraftsRow { Stream = _stream, Person = person, Version = row.Number(0), Sealed = row.Bytes(1) },
        person.Value,
        _stream.Value)).SingleOrDefault();

    private static ListFormDraftsResponse Open(DraftsRow? row, PersonId person, StreamCipher cipher) =>
        row is { Sealed.Length: > 0 }
            ? ListFormDraftsResponse.Parser.ParseFrom(
                cipher.OpenText(SealedColumns.FormDraftsOf(person), row.Sealed))
            : new ListFormDraftsResponse();

    private sealed record Asked(StreamCipher Cipher, DataClass[] Writable);
}
