using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Retention;
using Spico.Silo.Streams;

namespace Spico.Silo.Support;

/// <summary>Other contacts for everybody who needs help: all of them, or none.</summary>
internal sealed class LoadHelpContactsCommand : IStreamCommand<RegisterState>
{
    private readonly List<HelpContact> _contacts;

    private LoadHelpContactsCommand(
        PersonId author, RequestId id, LoadHelpContactsRequest request, List<HelpContact> contacts)
    {
        Author = author;
        Request = id;
        Hash = RequestHash.Of(Command.LoadHelpContactsFieldNumber, request);
        _contacts = contacts;
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    /// <summary>Reads the lines. An answer instead of a command: they are refused, or have findings.</summary>
    public static Reply? TryRead(
        PersonId author, LoadHelpContactsRequest request, out LoadHelpContactsCommand? command)
    {
        command = null;
        if (!RequestId.TryFrom(request.RequestId, out RequestId id))
        {
            return new Reply { Error = Refusal.Invalid("request_id", "16 bytes.") };
        }

        if (System.Text.Encoding.UTF8.GetByteCount(request.Text) > SupportLimits.ContactsBytes)
        {
            return new Reply { Error = Refusal.TooLarge("text", SupportLimits.ContactsBytes, "bytes") };
        }

        (List<HelpContact> contacts, List<HelpContactFinding> findings) = HelpContactsFile.Read(request.Text);
        if (findings.Count > 0)
        {
            return new Reply { LoadHelpContacts = new LoadHelpContactsResponse { Findings = { findings } } };
        }

        if (contacts.Count == 0)
        {
            return new Reply { Error = Refusal.Invalid("text", "At least one contact.") };
        }

        command = new LoadHelpContactsCommand(author, id, request, contacts);
        return null;
    }

    public Decision Decide(RegisterState fold) => Decision.Write(new FactDraft(
        new Fact { HelpContactsLoaded = new HelpContactsLoaded { Contacts = { _contacts } } },
        DataClass.Unspecified));

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        LoadHelpContacts = new LoadHelpContactsResponse { Contacts = (uint)_contacts.Count },
    };
}
