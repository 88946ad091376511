package dev.ferry.app.console;

import atlantafx.base.controls.CaptionMenuItem;
import dev.ferry.app.checkpoints.OpenCheckpoint;
import dev.ferry.app.conduct.Estimate;
import dev.ferry.app.conduct.HostSession;
import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.hosts.HostCardModel;
import dev.ferry.app.screen.Texts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.layout.VBox;

/** Menus of hosts: whose processes to show, and where to move what is selected. */
final class HostChoice {
    private HostChoice() {}

    /** The switcher always offers the hosts that there are. */
    static void fill(MenuButton switcher, ConsoleViewModel model) {
        model.hosts()
                .cards()
                .follow(cards -> switcher.getItems()
                        .setAll(cards.stream().map(card -> shows(model, card)).toList()));
    }

    private static MenuItem shows(ConsoleViewModel model, HostCardModel card) {
        MenuItem item = new MenuItem(card.name());
        item.setOnAction(event -> model.choose(card));
        return item;
    }

    /** The hosts to which these trees could go; those that do not fit are greyed and say why. */
    static ContextMenu destinations(ConsoleViewModel model, List<ProcessFacts> trees) {
        ContextMenu menu = new ContextMenu();
        menu.setId("destinations");
        menu.getItems().add(new CaptionMenuItem(title(trees)));
        Optional<HostSession> from = model.processes().session();
        for (HostCardModel card : model.hosts().cards().get()) {
            if (from.isPresent()
                    && card.session().filter(to -> to == from.get()).isEmpty()) {
                menu.getItems().add(destination(model, trees, from.get(), card));
            }
        }
        return menu;
    }

    private static String title(List<ProcessFacts> trees) {
        if (trees.isEmpty()) return Texts.text("choose.none");
        return trees.size() == 1
                ? Texts.text("choose.title", trees.get(0).name())
                : Texts.text("choose.title.many", trees.size());
    }

    private static MenuItem destination(
            ConsoleViewModel model, List<ProcessFacts> trees, HostSession from, HostCardModel card) {
        card.hover(from, trees);
        Estimate estimate = card.hover().get().orElseThrow();
        card.leave();
        MenuItem item = host(card, estimate.sentence());
        item.setDisable(estimate.answer() == Estimate.Answer.DOES_NOT_FIT);
        item.setOnAction(event -> model.propose(trees, card));
        return item;
    }

    private static MenuItem host(HostCardModel card, String sentence) {
        Label name = new Label(card.name());
        VBox text = new VBox(name);
        if (!sentence.isEmpty()) {
            Label why = new Label(sentence);
            why.setWrapText(true);
            why.setMaxWidth(320);
            why.getStyleClass().addAll("small", "muted");
            text.getChildren().add(why);
        }
        MenuItem item = new MenuItem(null, text);
        item.setId("to-" + card.kind().name().toLowerCase(Locale.ROOT));
        return item;
    }

    /** The hosts on which a checkpoint could be restored. */
    static ContextMenu restores(ConsoleViewModel model, OpenCheckpoint checkpoint) {
        ContextMenu menu = new ContextMenu();
        menu.setId("destinations");
        menu.getItems().add(new CaptionMenuItem(Texts.text("restore.choose", checkpoint.program())));
        for (HostCardModel card : model.hosts().cards().get()) {
            model.askAboutCheckpoint(card);
            Estimate estimate = card.hover().get().orElseThrow();
            card.leave();
            boolean fits = estimate.answer() != Estimate.Answer.DOES_NOT_FIT;
            MenuItem item = host(card, fits ? "" : estimate.sentence());
            item.setDisable(!fits);
            item.setOnAction(event -> model.proposeRestore(card));
            menu.getItems().add(item);
        }
        return menu;
    }
}
