namespace Spico.Silo.Streams;

/// <summary>The columns that texts are sealed for, beside the facts. They are stored: never rename one.</summary>
internal static class SealedColumns
{
    /// <summary>A conversation's title, for lists.</summary>
    public const string Title = "title";

    /// <summary>A person's own note on a conversation.</summary>
    public static string NoteOf(Protocol.PersonId person) => $"note {person}";

    /// <summary>A person's drafts to a conversation, under the key of their inbox.</summary>
    public static string DraftsTo(Protocol.StreamId conversation) => $"drafts {conversation}";

    /// <summary>A person's drafts of forms to a dossier.</summary>
    public static string FormDraftsOf(Protocol.PersonId person) => $"form drafts {person}";

    /// <summary>A patient's identity, for searches.</summary>
    public const string Identity = "identity";

    /// <summary>A task of a dossier, for the board.</summary>
    public static string TaskOf(ulong task) => $"task {task}";

    /// <summary>A stay of a dossier, for dashboards.</summary>
    public static string StayOf(ulong stay) => $"stay {stay}";

    /// <summary>An alert of a dossier, for dashboards.</summary>
    public static string AlertOf(ulong alert) => $"alert {alert}";

    /// <summary>A request for support, for lists.</summary>
    public static string SupportRequestOf(ulong number) => $"support {number}";

    /// <summary>An appointment, for lists of an agenda.</summary>
    public static string AppointmentOf(Protocol.StreamId agenda, ulong appointment) =>
        $"appointment {agenda} {appointment}";

    /// <summary>The key of a file that the stream shows.</summary>
    public static string FileKeyOf(Protocol.FileId file) => $"file/{file}";

    /// <summary>Messages of a conversation from one to another, as search compares them.</summary>
    public static string SearchedOf(long first, long last) => $"searched {first:x} {last:x}";

    /// <summary>The snapshot of a fold.</summary>
    public const string Snapshot = "snapshot";
}
