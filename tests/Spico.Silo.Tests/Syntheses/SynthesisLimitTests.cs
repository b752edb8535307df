using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Files;
using Spico.Silo.Syntheses;
using Spico.Silo.Tests.Files;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Syntheses;

/// <summary>The limits of syntheses that are set for each test, and crossed.</summary>
public sealed class SynthesisLimitTests(SynthesisCluster cluster) : IClassFixture<SynthesisCluster>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();

    private SynthesisOptions Options => cluster.Silos[0].GetRequiredService<IOptions<SynthesisOptions>>().Value;

    [Fact]
    public async Task So_many_of_everybody_wait_and_no_more()
    {
        StreamId talk = await cluster.GroupAsync(_alice, SynthesisCluster.Reader(_bob));
        await cluster.PostAsync(_alice, talk, "Bonjour");
        var gate = new TaskCompletionSource();
        cluster.People.Asked = gate.Task;
        int before = Options.OpenMax;
        Options.OpenMax = 1;
        try
        {
            Reply first = await cluster.AskAsync(_alice, talk);
            Error second = (await cluster.AskAsync(_bob, talk)).Error;
            Assert.Equal((ErrorCode.Overloaded, 1ul, true), (second.Code, second.Limit, second.Retryable));
            gate.SetResult();
            await cluster.OutcomeAsync(_alice, talk, first.MakeSynthesis.Position.Seq);
            Assert.Equal(SynthesisState.Ready, (await cluster.MakeAsync(_bob, talk)).Synthesis.State);
        }
        finally
        {
            Options.OpenMax = before;
            gate.TrySetResult();
            cluster.People.Asked = Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Its_files_are_so_large_together_and_no_larger()
    {
        StreamId talk = await cluster.GroupAsync(_alice);
        foreach (string name in new[] { "1.pdf", "2.pdf" })
        {
            FileId file = await cluster.ReadyAsync(_alice, name, SampleFiles.Pdf(1_000));
            await cluster.ShowAsync(_alice, talk, FileCluster.Own(file));
        }

        long before = Options.FileBytesMax;
        try
        {
            Options.FileBytesMax = 1_999;
            Assert.Equal(SynthesisRefusal.TooManyFiles, await cluster.RefusalAsync(_alice, talk));
            Options.FileBytesMax = 2_000;
            Assert.Equal(SynthesisState.Ready, (await cluster.MakeAsync(_alice, talk)).Synthesis.State);
        }
        finally
        {
            Options.FileBytesMax = before;
        }
    }

    [Fact]
    public async Task Whoever_has_no_room_for_files_has_none_for_a_synthesis()
    {
        StreamId talk = await cluster.GroupAsync(_alice, SynthesisCluster.Reader(_bob));
        await cluster.PostAsync(_alice, talk, "Bonjour");
        await cluster.ReadyAsync(_alice, "1.pdf", SampleFiles.Pdf(1_000));
        FilesOptions files = cluster.Files.Options;
        long before = files.PersonBytesMax;
        try
        {
            files.PersonBytesMax = 999;
            Assert.Equal(SynthesisRefusal.NoRoom, await cluster.RefusalAsync(_alice, talk));
            Assert.Equal(SynthesisState.Ready, (await cluster.MakeAsync(_bob, talk)).Synthesis.State);
        }
        finally
        {
            files.PersonBytesMax = before;
        }
    }

    [Fact]
    public async Task What_fails_again_and_again_is_refused_in_the_end()
    {
        StreamId talk = await cluster.GroupAsync(_alice);
        await cluster.PostAsync(_alice, talk, "Bonjour");
        int before = Options.AttemptsMax;
        Options.AttemptsMax = 2;
        cluster.People.Asked = Task.FromException(new TimeoutException());
        try
        {
            Assert.Equal(SynthesisRefusal.Failed, await cluster.RefusalAsync(_alice, talk));
        }
        finally
        {
            Options.AttemptsMax = before;
            cluster.People.Asked = Task.CompletedTask;
        }
    }
}
