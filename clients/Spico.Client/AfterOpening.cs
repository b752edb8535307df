namespace Spico.Client;

/// <summary>What follows the answer to an opening.</summary>
internal enum AfterOpening
{
    /// <summary>Its facts are read.</summary>
    Read,

    /// <summary>Facts were let go: closed, and opened again after its last push.</summary>
    Close,

    /// <summary>It has ended meanwhile: opened again.</summary>
    OpenAgain,
}
