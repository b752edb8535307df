using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Terminal;

/// <summary>Finds messages: in the conversation that is open, or in all of them.</summary>
internal sealed class MessageFinder(
    SpicoClient client, IScreen screen, People people, InboxBoard inbox, Func<Room?> open)
{
    private const int FoundMax = 20;

    public IReadOnlyList<Verb> Verbs =>
    [
        new(
            "/search",
            "WORDS [urgent|request|answer|files]",
            "finds messages, in the open conversation or in all",
            SearchAsync),
    ];

    private async Task SearchAsync(string text, CancellationToken cancellationToken)
    {
        var request = new SearchMessagesRequest { Limit = FoundMax };
        if (open() is { } room)
        {
            request.Conversation = room.Id.ToByteString();
        }

        List<string> words = [];
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Enum.TryParse(word, ignoreCase: true, out MessageTrait trait) && trait > 0
                && Enum.IsDefined(trait) && !char.IsAsciiDigit(word[0]))
            {
                request.Traits.Add(trait);
            }
            else
            {
                words.Add(word);
            }
        }

        request.Text = string.Join(' ', words);
        SearchMessagesResponse page = await client.SearchMessagesAsync(request, cancellationToken);
        foreach (FoundMessage found in page.Messages)
        {
            await ShowAsync(found, isNamed: request.Conversation.IsEmpty, cancellationToken);
        }

        screen.Line(Tone.Notice, page.Messages.Count == 0 ? "nothing found"
            : page.Next.Length > 0 ? $"     the newest {page.Messages.Count}; say more words for fewer"
            : $"     {page.Messages.Count} found");
    }

    private async Task ShowAsync(FoundMessage found, bool isNamed, CancellationToken cancellationToken)
    {
        StreamId.TryFrom(found.Conversation, out StreamId conversation);
        Fact posted = found.Message.Posted;
        PersonId.TryFrom(posted.Author, out PersonId author);
        string where = isNamed ? $"{inbox.TitleOf(conversation, found.Patient)}, " : "";
        string text = found.Message.Edit?.MessageEdited?.Text ?? posted.MessagePosted?.Text ?? "";
        screen.Line(
            posted.MessagePosted is { Urgent: true } ? Tone.Warning : Tone.Message,
            $"  {where}{Shown.Time(posted.At)} #{posted.Seq} " +
            $"{await people.NameOfAsync(author, cancellationToken)}: {text}");
    }
}
