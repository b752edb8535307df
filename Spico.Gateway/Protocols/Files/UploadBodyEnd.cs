namespace Spico.Gateway.Protocols.Files;

/// <summary>How the body of an upload ended.</summary>
internal enum UploadBodyEnd
{
    /// <summary>It was received, or the silo refused to go on: its answer says which.</summary>
    Whole,

    /// <summary>It had more bytes than were announced.</summary>
    TooLarge,

    /// <summary>It came too slowly.</summary>
    TooSlow,

    /// <summary>Its checksum is another.</summary>
    Damaged,

    /// <summary>The client is gone. What came is kept, unless it was to be checked.</summary>
    Cut,
}
