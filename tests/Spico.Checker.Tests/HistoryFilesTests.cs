using Spico.Protocol;

namespace Spico.Checker.Tests;

public sealed class HistoryFilesTests
{
    private readonly SampleRun _run = new();

    [Fact]
    public void A_history_survives_being_saved_and_loaded()
    {
        PersonId bob = _run.Add("bob");
        _run.Post(bob, "one");
        _run.Harness.FaultEnd(_run.Harness.FaultBegin("kill -9", "silo"));
        _run.Deliver(_run[bob], _run.Log[^1]);
        CheckReport before = _run.Check();
        string folder = Directory.CreateTempSubdirectory("spico-history-").FullName;
        try
        {
            HistoryFiles.Save(_run.History, folder);
            CheckReport after = HistoryChecker.Check(HistoryFiles.Load(folder), new CheckerOptions { AcksMin = 1 });

            Assert.Equal(before.ToString(), after.ToString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
