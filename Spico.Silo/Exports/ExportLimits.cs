namespace Spico.Silo.Exports;

/// <summary>What an export holds at most. They are part of the contract, and told in SPEC.md.</summary>
internal static class ExportLimits
{
    /// <summary>Conversations.</summary>
    public const int Conversations = 5_000;

    /// <summary>Facts of a conversation that are looked through, the newest.</summary>
    public const int FactsOfConversation = 10_000;

    /// <summary>The person's own messages.</summary>
    public const int Messages = 20_000;

    /// <summary>Traces of a dossier, and of lists, that are looked through, the newest.</summary>
    public const int TracesOfDossier = 2_000;

    /// <summary>Traces.</summary>
    public const int Traces = 10_000;

    /// <summary>Facts of the inbox that are looked through for settings, the newest.</summary>
    public const int FactsOfInbox = 20_000;

    /// <summary>Entries of a page of what is asked of others.</summary>
    public const int Page = 500;

    /// <summary>
    /// Bytes of all that is gathered, 8 MiB: what is in memory of an export while it is made is some times that.
    /// </summary>
    public const int Bytes = 8 << 20;

    /// <summary>How long somebody waits while others' exports are made.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(20);

    /// <summary>How long the file is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);
}
