namespace Spico.Protocol;

/// <summary>What a stream is: the first byte of its id.</summary>
public enum StreamKind : byte
{
    /// <summary>No stream has it.</summary>
    None = 0,

    /// <summary>A conversation.</summary>
    Conversation = 1,

    /// <summary>The inbox of a person.</summary>
    Inbox = 2,

    /// <summary>A patient: who they are. Read by no client.</summary>
    Patient = 3,

    /// <summary>The dossier of a patient.</summary>
    Dossier = 4,

    /// <summary>The agenda of a professional or a structure.</summary>
    Agenda = 5,

    /// <summary>Who has seen a dossier; or the lists across dossiers that a person had. Read by no client.</summary>
    Trace = 8,

    /// <summary>The private memos of a person, on whatever dossiers.</summary>
    PrivateMemos = 20,

    /// <summary>The requests for support of a person. Told in lists alone.</summary>
    Support = 31,

    /// <summary>The region's register of what was erased and is held. Read by no client.</summary>
    Register = 131,
}
