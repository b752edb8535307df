using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <content>What became of its messages in dossiers.</content>
internal sealed partial class ConversationGrain : IConversationNotes
{
    public async ValueTask<bool> NoteFiled(PersonId author, StreamId dossier, long seq)
    {
        var notes = GrainFactory.GetGrain<IDossierNotes>(StreamKey.Of(dossier));
        Reply noted = await _pipeline.SubmitAsync(new NoteFiledCommand(author, dossier, seq, notes));
        return Refusal.IsSettled(LetGoIfNothing(noted));
    }
}
