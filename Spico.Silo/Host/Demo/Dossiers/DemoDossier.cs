using Spico.Protocol;

namespace Spico.Silo.Host.Demo.Dossiers;

/// <summary>An invented dossier: about the patient of a conversation, and written by those who are in it.</summary>
internal abstract class DemoDossier(int number)
{
    private const int LastNumber = 99_999_999;

    /// <summary>The conversation about the same patient.</summary>
    public DemoConversation Talk => DemoConversations.All[number - 1];

    /// <summary>Who writes the last message about it.</summary>
    public string LastAuthor => Talk.Members[0];

    /// <summary>The request of that message: once it is there, so is the whole dossier.</summary>
    public RequestId Last => RequestOf(LastNumber);

    /// <summary>The request of something in it, from 1 on: the same at every start.</summary>
    public RequestId RequestOf(int request) =>
        RequestId.From(new Guid($"0190de00-0000-7000-b000-{number:d4}{request:d8}"));

    /// <summary>Writes it, in the order in which it is to be read.</summary>
    public abstract Task WriteAsync(DemoRecord record);
}
