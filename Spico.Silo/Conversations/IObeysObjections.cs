using Spico.Protocol;

namespace Spico.Silo.Conversations;

/// <summary>What a conversation about a patient does when they object to somebody. Its grain.</summary>
[Alias("spico.obeys-objections")]
internal interface IObeysObjections : IGrainWithStringKey
{
    /// <summary>
    /// A fact of this dossier says that the patient objects: members to whom they do are members no more. A
    /// consequence: once however often it is called; true when it is durable, or nothing was to be done.
    /// </summary>
    [Alias("obey-objections"), ResponseTimeout("00:00:30")]
    ValueTask<bool> ObeyObjections(PersonId author, StreamId dossier, long seq);

    /// <summary>
    /// A fact of its own added members, whom the patient may have objected to meanwhile: those are members no more. A
    /// consequence, likewise.
    /// </summary>
    [Alias("ask-about-newcomers"), ResponseTimeout("00:00:30")]
    ValueTask<bool> AskAboutNewcomers(PersonId author, long seq);
}
