namespace Spico.Protocol.Wire;

/// <summary>How the bytes of a frame are to be understood by a transport that tells text from binary.</summary>
public enum FrameFormat
{
    /// <summary>Any bytes.</summary>
    Binary,

    /// <summary>UTF-8 text.</summary>
    Text,
}
