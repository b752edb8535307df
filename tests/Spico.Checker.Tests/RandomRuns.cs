using CsCheck;
using Spico.Protocol;

namespace Spico.Checker.Tests;

/// <summary>Random runs against a faultless server.</summary>
internal static class RandomRuns
{
    private enum Step
    {
        Post,
        PostAgain,
        Refused,
        UnknownStored,
        UnknownNotStored,
        Add,
        AddFromNow,
        AddRestricted,
        Remove,
        Lag,
        CatchUp,
        Reconnect,
        Fault,
    }

    public static Gen<SampleRun> Gen { get; } =
        CsCheck.Gen.Select(CsCheck.Gen.Enum<Step>(), CsCheck.Gen.Int[0, 1000])
            .List[5, 60]
            .Select(steps => Play(steps));

    private static SampleRun Play(List<(Step Step, int Choice)> steps)
    {
        var run = new SampleRun();
        int number = 0;
        foreach ((Step step, int choice) in steps)
        {
            List<PersonId> members = [.. run.Members];
            PersonId someone = members[choice % members.Count];
            string text = step == Step.PostAgain ? "again" : $"text {number++}";
            switch (step)
            {
                case Step.Post or Step.PostAgain:
                    run.Post(someone, text, dataClass: choice % 3);
                    break;
                case Step.Refused:
                    run[someone].SendFail(run.Conversation, Invoke(run, someone, text));
                    break;
                case Step.UnknownStored or Step.UnknownNotStored:
                    long send = Invoke(run, someone, text);
                    if (step == Step.UnknownStored)
                    {
                        run.Store(someone, text);
                    }

                    run[someone].SendUnknown(run.Conversation, send);
                    break;
                case Step.Add or Step.AddFromNow or Step.AddRestricted:
                    int withheld = step == Step.AddRestricted ? 1 << 2 : 0;
                    run.Add($"member {number}", withheld, fromNow: step == Step.AddFromNow);
                    break;
                case Step.Remove when someone != run.Author:
                    run.Remove(someone);
                    break;
                case Step.Lag:
                    run.Lag(someone);
                    break;
                case Step.CatchUp or Step.Reconnect:
                    run.CatchUp(someone, reconnects: step == Step.Reconnect);
                    break;
                case Step.Fault:
                    run.Harness.FaultEnd(run.Harness.FaultBegin("kill -9", "silo"));
                    break;
            }
        }

        run.Post(run.Author, "the last but one");
        run.Post(run.Author, "the last");
        run.Quiet();
        run.History.Final(run.Conversation, SampleRun.Epoch, run.Log);
        return run;
    }

    private static long Invoke(SampleRun run, PersonId person, string text) =>
        run[person].SendInvoke(run.Conversation, BodyHash.Of(text));
}
