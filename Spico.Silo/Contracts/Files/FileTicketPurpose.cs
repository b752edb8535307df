namespace Spico.Silo.Files;

/// <summary>What a ticket is for.</summary>
public enum FileTicketPurpose : byte
{
    /// <summary>No ticket has it.</summary>
    None = 0,

    /// <summary>To bring the bytes of a file.</summary>
    Upload = 1,

    /// <summary>To have a file that a message shows.</summary>
    Download = 2,

    /// <summary>To have a file of one's own, shown by nothing.</summary>
    Own = 3,
}
