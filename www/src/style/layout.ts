/** Where the panes stand: three columns from 1200 px, two from 800, one below. */
import { css } from "lit";

export const pageStyle = css`
  :host {
    display: grid;
    grid-template-rows: auto auto minmax(0, 1fr);
    height: 100%;
  }
  .views {
    display: none;
  }
  main {
    grid-row: 3;
    position: relative;
    display: grid;
    min-height: 0;
    grid-template-columns: var(--project, var(--pane-project)) 1px minmax(0, 1fr) 1px minmax(0, var(--pane-layers));
    grid-template-rows: minmax(0, 1fr) 1px minmax(0, var(--pane-output));
    grid-template-areas:
      "project p editor l layers"
      "project p o l layers"
      "project p output l layers";
  }
  section {
    min-width: 0;
    min-height: 0;
    background: var(--surface);
  }
  .project {
    grid-area: project;
    display: grid;
    grid-template: 41px minmax(0, 1fr) / minmax(0, 1fr);
    background: var(--sunken);
  }
  .project > lab-tabs {
    padding: 0 var(--space-2);
    border-bottom: 1px solid var(--line);
  }
  .project lab-file-tree {
    height: 100%;
  }
  /* A lesson wants more room to be read than a tree does. */
  :host([data-course]) main {
    --project: max(var(--pane-project), 330px);
  }
  .editor {
    grid-area: editor;
  }
  .output {
    grid-area: output;
    display: flex;
    flex-direction: column;
    background: var(--sunken);
  }
  .output lab-tabs {
    flex: none;
    padding: 0 var(--space-2);
    border-bottom: 1px solid var(--line);
  }
  .panel {
    flex: 1;
    min-height: 0;
  }
  .layers {
    grid-area: layers;
    display: grid;
    grid-template: 41px minmax(0, 1fr) / minmax(0, 1fr);
  }
  .layers > lab-tabs {
    padding: 0 var(--space-2);
    border-bottom: 1px solid var(--line);
  }
  .side {
    min-width: 0;
    min-height: 0;
  }
  .split-project {
    grid-area: p;
  }
  .split-output {
    grid-area: o;
  }
  .split-layers {
    grid-area: l;
  }
  .dropping {
    position: absolute;
    inset: var(--space-3);
    z-index: 5;
    display: grid;
    place-items: center;
    border: 2px dashed var(--accent);
    border-radius: var(--radius-2);
    background: color-mix(in srgb, var(--surface) 86%, transparent);
    font-size: var(--text-4);
    font-weight: 600;
    color: var(--accent);
    pointer-events: none;
  }
  @media (max-width: 1199px) {
    main {
      grid-template-columns: minmax(0, 1fr) 1px minmax(0, min(var(--pane-layers), 50%));
      grid-template-rows: var(--project-rows, minmax(120px, 200px)) 1px minmax(0, 1fr) 1px minmax(0, min(var(--pane-output), 40%));
      grid-template-areas:
        "project l layers"
        "p l layers"
        "editor l layers"
        "o l layers"
        "output l layers";
    }
    :host([data-course]) main {
      --project-rows: minmax(160px, 44%);
    }
    .split-project {
      pointer-events: none;
      visibility: hidden;
    }
    .project {
      border-bottom: 1px solid var(--line);
    }
  }
  @media (max-width: 799px) {
    .views {
      display: block;
      --tab-grow: 1;
      border-bottom: 1px solid var(--line);
      background: var(--surface);
    }
    main {
      display: block;
      overflow: hidden;
    }
    .project,
    .editor,
    .output,
    .layers {
      display: none;
      height: 100%;
    }
    lab-splitter {
      display: none;
    }
    main[data-view="editor"] .editor {
      display: block;
    }
    main[data-view="project"] .project,
    main[data-view="layers"] .layers {
      display: grid;
    }
    main[data-view="log"] .output {
      display: flex;
    }
  }
`;
