namespace Spico.Silo.Tests.Log;

/// <summary>How a commit goes wrong.</summary>
internal enum StoreFault
{
    None,
    Retry,
    UnavailableBefore,
    Full,

    /// <summary>The connection breaks, and nothing was written.</summary>
    UnknownBefore,

    /// <summary>The connection breaks, and everything was written.</summary>
    UnknownAfter,
}
