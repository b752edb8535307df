namespace Spico.Load.Driving;

/// <summary>Something that posts until it is told to stop.</summary>
internal interface ILoad
{
    /// <summary>Whether it is by schedule and has fallen so far behind that the server does not sustain it.</summary>
    bool IsOverrun { get; }

    /// <summary>Posts; completes when it was told to stop and everything sent is answered.</summary>
    Task RunAsync(CancellationToken stop);
}
