using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Liaison;
using Spico.Silo.Files;
using Spico.Silo.Streams;
using Case = Spico.Protocol.V1.ChangeDocumentRequest.ChangeOneofCase;

namespace Spico.Silo.Dossiers.Documents;

/// <summary>
/// A document to deposit, to replace by another version or to withdraw. The dossier holds its file before the fact
/// shows it, as conversations do.
/// </summary>
internal sealed class ChangeDocumentCommand : DossierChange
{
    private const Protocol.V1.Fact.BodyOneofCase ChangedKind = Protocol.V1.Fact.BodyOneofCase.DocumentChanged;

    private readonly ChangeDocumentRequest _request;
    private readonly FileHolding? _holding;
    private Attachment _file = new();

    private ChangeDocumentCommand(DossierCall call, ChangeDocumentRequest request, FileHolding? holding)
        : base(call, request.RequestId, request)
    {
        _request = request;
        _holding = holding;
    }

    public override bool NeedsPreparation => _holding is not null;

    protected override DataClass Class => DataClass.DocumentNormal;

    // A file that a message shows comes from there.
    protected override FactSource? SourceAsked =>
        _request.Deposit?.File is { } file
        && StreamId.TryFrom(file.Stream, out StreamId stream) && stream.Kind == StreamKind.Conversation
            ? new FactSource { Stream = file.Stream, Seq = file.Seq }
            : null;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(DossierCall call, out IStreamCommand<DossierState>? change)
    {
        change = null;
        ChangeDocumentRequest request = call.Command.ChangeDocument;
        if ((call.Check(request.Dossier, request.RequestId) ?? DocumentFields.Check(request, call.Now)) is { } invalid)
        {
            return invalid;
        }

        FileHolding? holding = null;
        if (DocumentFields.FileOf(request) is (var file, var field))
        {
            if (file is null)
            {
                return Refusal.Invalid(field, "Not absent.");
            }

            if (call.Services.Files!.TryRead(call.Caller, request.RequestId, [file], field, out holding)
                is { } unusable)
            {
                return unusable;
            }
        }

        change = new ChangeDocumentCommand(call, request, holding);
        return null;
    }

    public override async ValueTask<Error?> PrepareAsync()
    {
        if (await base.PrepareAsync() is { } sourceless)
        {
            return sourceless;
        }

        (Error? refusal, FilesShown? shown) = await _holding!.HoldAsync();
        _file = shown?.Files[0] ?? _file;
        return refusal;
    }

    protected override DataClass ClassIn(DossierState fold) => _request.ChangeCase == Case.Deposit
        ? DocumentLevels.ClassOf(DocumentLevels.Of(_request.Deposit.Level), _request.Deposit.Named)
        : Changed(fold) is { } document ? DocumentLevels.ClassOf(document)
        : fold.Ended.Find(ChangedKind, Named)?.DataClass ?? DataClass.DocumentNormal;

    protected override Decision DecideOn(DossierState fold) => _request.ChangeCase switch
    {
        Case.Deposit => Deposit(fold),
        Case.Replace => Replace(fold),
        _ => Withdraw(fold),
    };

    protected override Reply Answer(in RequestOutcome outcome, Position position) => Answer(
        _request.ChangeCase switch
        {
            // Of what has one more source the fact that says so: it names the document as well.
            Case.Deposit => (ulong)outcome.Seq,
            Case.Replace => _request.Replace.Document,
            _ => _request.Withdraw.Document,
        },
        position);

    private static Reply Answer(ulong document, Position? position) => new()
    {
        ChangeDocument = new ChangeDocumentResponse { Document = document, Position = position },
    };

    private ulong Named =>
        _request.ChangeCase == Case.Replace ? _request.Replace.Document : _request.Withdraw.Document;

    private DossierDocument? Changed(DossierState fold) => fold.Documents.Find(Named);

    private Error Missing(DossierState fold, string field) => fold.Ended.Refuse(ChangedKind, Named, field);

    private Decision Deposit(DossierState fold)
    {
        NewDossierDocument deposit = _request.Deposit;
        DocumentLevel level = DocumentLevels.Of(deposit.Level);
        if (fold.Documents.Find(ClassIn(fold), _file.Hash) is { } same)
        {
            // The same bytes twice, from a conversation and by hand, are one document, which tells of both.
            bool isKnown = Source is null
                ? same.Versions.Any(version => same.Sources.All(source => source.Seq != version.Seq))
                    || same.Sources.Any(source => source.Source is null)
                : same.Sources.Any(known => Source.Equals(known.Source));
            return isKnown || same.Sources.Count >= DocumentLimits.Sources
                ? Decision.Unchanged(Answer(same.Document, null))
                : Decision.Write(FactOf(WithSource(fold, same.Clone())));
        }

        var document = new DossierDocument
        {
            Document = (ulong)fold.Head.Seq + 1,
            Title = deposit.Title,
            Category = deposit.Category,
            Level = level,
            DatedAt = deposit.DatedAt == 0 ? Call.Now : deposit.DatedAt,
            Author = deposit.Author,
            Named = { deposit.Named.Order() },
        };
        return Show(fold, Source is null ? document : WithSource(fold, document), string.Empty);
    }

    private DossierDocument WithSource(DossierState fold, DossierDocument document)
    {
        document.Sources.Add(new DocumentSource
        {
            Source = Source,
            Seq = (ulong)fold.Head.Seq + 1,
            By = Author.ToByteString(),
            At = Call.Now,
            ActedBy = Call.ActedBy,
        });
        return document;
    }

    private Decision Replace(DossierState fold)
    {
        NewDocumentVersion replacing = _request.Replace;
        if (Changed(fold) is not { } document)
        {
            return Decision.Refuse(Missing(fold, "replace.document"));
        }

        DocumentVersion last = document.Versions[^1];
        if (last.Version != replacing.Version)
        {
            _ = PersonId.TryFrom(last.DepositedBy, out PersonId first);
            return Decision.Refuse(Refusal.Taken(first));
        }

        return document.Versions.Count >= DocumentLimits.Versions
            ? Decision.Refuse(Refusal.LimitReached("replace.document", DocumentLimits.Versions, "versions"))
            : Show(fold, document.Clone(), replacing.Note);
    }

    private Decision Withdraw(DossierState fold)
    {
        if (Changed(fold) is not { } document)
        {
            return Decision.Refuse(Missing(fold, "withdraw.document"));
        }

        if (document.Versions[0].DepositedBy != Author.ToByteString())
        {
            return Decision.Refuse(Refusal.WrongState("Only who deposited a document withdraws it."));
        }

        DossierDocument withdrawn = document.Clone();
        withdrawn.Withdrawn = _request.Withdraw.Reason;
        return Decision.Write(FactOf(withdrawn));
    }

    // Everybody who reads the notebook learns of a normal one there; of others, only who reads them, and not there.
    private Decision Show(DossierState fold, DossierDocument document, string note)
    {
        document.File = _file;
        document.Versions.Add(new DocumentVersion
        {
            Version = (uint)document.Versions.Count + 1,
            Seq = (ulong)fold.Head.Seq + 1,
            DepositedBy = Author.ToByteString(),
            DepositedAt = Call.Now,
            Note = note,
            ActedBy = Call.ActedBy,
        });
        if (document.Level == DocumentLevel.Normal)
        {
            return LiaisonFacts.WriteWithEntry(
                Call, fold, FactOf(document), LiaisonKind.DocumentDeposited, Call.Now);
        }

        return Decision.Write(
            [FactOf(document)],
            [],
            [
                .. fold.Circle.Readers(DocumentLevels.ClassOf(document))
                    .Where(person => person != Author)
                    .Select(person => ConsequenceRow.Notify(
                        Call.Dossier, fold.Head.Seq + 1, person, NotificationKind.Document)),
            ]);
    }

    private static FactDraft FactOf(DossierDocument document) => new(
        new Fact { DocumentChanged = new DocumentChanged { Document = document } },
        DocumentLevels.ClassOf(document));
}
