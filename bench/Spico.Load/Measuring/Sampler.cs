namespace Spico.Load.Measuring;

/// <summary>Takes snapshots at a steady pace while a load runs, on a thread of its own.</summary>
internal sealed class Sampler : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly Probe _probe;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _stop = new();
    private readonly List<Snapshot> _samples = [];

    public Sampler(Probe probe)
    {
        _probe = probe;
        _thread = new Thread(Run) { IsBackground = true, Name = "sampler" };
        _thread.Start();
    }

    /// <summary>Ends it and returns what it took.</summary>
    public IReadOnlyList<Snapshot> Stop()
    {
        _stop.Set();
        _thread.Join();
        return _samples;
    }

    public void Dispose()
    {
        Stop();
        _stop.Dispose();
    }

    private void Run()
    {
        do
        {
            _samples.Add(_probe.Take());
        }
        while (!_stop.Wait(Interval));
    }
}
