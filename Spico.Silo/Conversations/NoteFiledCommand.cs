using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers;
using Spico.Silo.Dossiers.Provenance;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>Takes note that a message, or an urgency, was made into something in a dossier, by a member.</summary>
internal sealed class NoteFiledCommand : IStreamCommand<ConversationState>
{
    private readonly StreamId _dossier;
    private readonly long _seq;
    private readonly IDossierNotes _notes;
    private FiledEntry? _filed;

    public NoteFiledCommand(PersonId author, StreamId dossier, long seq, IDossierNotes notes)
    {
        _dossier = dossier;
        _seq = seq;
        _notes = notes;
        Author = author;
        Hash = ConsequenceId.Of(ConsequenceKind.MessageFiled, dossier, seq, author);
        Request = RequestId.From(Hash);
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public bool NeedsPreparation => true;

    public async ValueTask<Error?> PrepareAsync()
    {
        _filed = await _notes.FindFiled(_seq);
        return _filed.Refusal;
    }

    public Decision Decide(ConversationState fold)
    {
        // Whoever left meanwhile tells nothing any more, and what is gone from the dossier needs no link.
        if (_filed?.Source is not { } source || fold.MembershipOf(Author) is null)
        {
            return Decision.Unchanged(new Reply());
        }

        var filed = new MessageFiled
        {
            Message = source.Seq,
            Dossier = _dossier.ToByteString(),
            Kind = _filed.Kind,
            Entry = (ulong)_seq,
        };
        return Decision.Write(new FactDraft(new Fact { MessageFiled = filed }, source.DataClass));
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new();
}
